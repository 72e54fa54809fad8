// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planfiles.h"
#include "plan/plantext.h"

#include <QStringDecoder>

#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostTableBytes = 64 << 20;

// The separator that the first line has most of, outside quotes.
QChar separatorOf(const QString &text)
{
    constexpr std::array<char16_t, 3> separators{u',', u';', u'\t'};
    std::array<int, 3> counts{};
    bool quoted = false;
    for (const QChar c : text) {
        if (c == u'"')
            quoted = !quoted;
        if (!quoted && (c == u'\n' || c == u'\r'))
            break;
        for (std::size_t i = 0; i < separators.size(); ++i)
            counts[i] += !quoted && c == separators[i] ? 1 : 0;
    }
    std::size_t best = 0;
    for (std::size_t i = 1; i < counts.size(); ++i)
        best = counts[i] > counts[best] ? i : best;
    return separators[best];
}

class CsvReader {
public:
    CsvReader(const QString &text, const QString &file)
        : m_text(text)
        , m_file(file)
        , m_separator(separatorOf(text))
    {}

    Result<CsvTable> read();

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] bool atLineEnd() const { return atEnd() || m_text[m_at] == u'\n' || m_text[m_at] == u'\r'; }
    void skipLineEnd();
    void skipSpaces()
    {
        while (!atEnd() && m_text[m_at] == u' ')
            ++m_at;
    }
    Result<QStringList> row();
    Result<QString> cell();
    Result<QString> quotedCell();
    [[nodiscard]] tl::unexpected<Error> fault(int line, const QString &reason) const
    {
        return failure(Error::Kind::BadInput, PlanText::tr("%1: line %2: %3").arg(m_file).arg(line).arg(reason));
    }

    const QString &m_text;
    const QString &m_file;
    QChar m_separator;
    qsizetype m_at = 0;
    int m_line = 1;
};

void CsvReader::skipLineEnd()
{
    if (atEnd())
        return;
    const bool both = m_text[m_at] == u'\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'\n';
    m_at += both ? 2 : 1;
    ++m_line;
}

Result<QString> CsvReader::quotedCell()
{
    const int from = m_line;
    QString value;
    for (++m_at; !atEnd(); ++m_at) {
        const QChar c = m_text[m_at];
        const bool twice = c == u'"' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'"';
        if (twice) {
            ++m_at;
        } else if (c == u'"') {
            ++m_at;
            skipSpaces();
            if (atLineEnd() || m_text[m_at] == m_separator)
                return value;
            return fault(m_line, PlanText::tr("There is text behind a closing quote; quotes inside are doubled."));
        }
        m_line += c == u'\n' ? 1 : 0;
        value += c;
    }
    return fault(from, PlanText::tr("A quote is opened here and never closed."));
}

Result<QString> CsvReader::cell()
{
    const qsizetype from = m_at;
    skipSpaces();
    if (!atEnd() && m_text[m_at] == u'"')
        return quotedCell();
    while (!atLineEnd() && m_text[m_at] != m_separator)
        ++m_at;
    return m_text.mid(from, m_at - from).trimmed();
}

Result<QStringList> CsvReader::row()
{
    QStringList cells;
    while (true) {
        auto value = cell();
        if (!value)
            return failure(value.error());
        cells.append(*value);
        if (atLineEnd())
            break;
        ++m_at;
    }
    skipLineEnd();
    return cells;
}

Result<CsvTable> CsvReader::read()
{
    CsvTable table;
    while (!atEnd()) {
        const int line = m_line;
        auto cells = row();
        if (!cells)
            return failure(cells.error());
        if (cells->join(QString()).isEmpty())
            continue;
        if (table.header.isEmpty()) {
            table.header = std::move(*cells);
            continue;
        }
        if (cells->size() > table.header.size())
            return fault(line, PlanText::tr("This row has %1 cells, and the header has %2.")
                                   .arg(cells->size())
                                   .arg(table.header.size()));
        cells->resize(table.header.size());
        table.rows.push_back(std::move(*cells));
        table.lines.push_back(line);
    }
    if (table.header.isEmpty())
        return fault(1, PlanText::tr("There is no header: the first line names the columns."));
    return table;
}

}

Result<CsvTable> readCsv(const QByteArray &text, const QString &file)
{
    if (text.size() > mostTableBytes)
        return failure(
            Error::Kind::Limit, PlanText::tr("%1 has more than %2 MiB.").arg(file).arg(mostTableBytes >> 20));
    QStringDecoder decode(QStringDecoder::Utf8);
    const QString decoded = decode(text);
    if (decode.hasError())
        return failure(Error::Kind::BadInput, PlanText::tr("%1 is no UTF-8; save it as UTF-8.").arg(file));
    return CsvReader(decoded, file).read();
}

}
