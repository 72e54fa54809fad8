// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/linelayout.h"
#include "testmain.h"

#include <QRandomGenerator>

using namespace eventscope;

namespace {

// The plain reference: the text, what is shown of it, and which shown bytes are breaks.
struct Shown {
    QByteArray text;
    QByteArray shown;
    LineLayout layout;

    explicit Shown(QByteArray draft)
        : text(std::move(draft))
    {
        shown = layout.lay(text);
    }

    void make(const std::vector<TextEdit> &steps)
    {
        for (const TextEdit &step : steps)
            shown.replace(step.offset, step.length, step.text);
    }

    void edit(const std::vector<TextEdit> &edits)
    {
        text = applied(text, edits);
        make(layout.edited(edits, text));
    }

    void type(quint32 position, quint32 length, const QByteArray &bytes)
    {
        shown.replace(position, length, bytes);
        quint32 from = UINT32_MAX;
        quint32 to = 0;
        for (const TextEdit &part : {TextEdit{position, length, {}}, TextEdit{position, 0, bytes}}) {
            const TextEdit edit = layout.typed(part);
            text.replace(edit.offset, edit.length, edit.text);
            from = std::min(from, edit.offset);
            to = std::max(to, edit.offset + static_cast<quint32>(edit.text.size()));
        }
        make(layout.settled(text, from, to));
    }

    [[nodiscard]] bool isBreak(qsizetype i) const
    {
        return i >= 0 && i < shown.size() && shown.at(i) == '\n' && layout.isBreak(i);
    }

    // Whether the layout and what is shown agree, and hold what the layout promises.
    [[nodiscard]] QString fault() const
    {
        QByteArray stripped;
        qsizetype breaks = 0;
        qsizetype begin = 0;    // of the shown line
        for (qsizetype i = 0; i <= shown.size(); ++i) {
            const bool isShownBreak = isBreak(i);
            const bool ends = i == shown.size() || isEnd(i);
            if ((ends || i % 61 == 0) && !agrees(i, breaks))
                return QStringLiteral("the place %1 is told wrongly").arg(i);
            if (isShownBreak && (i == 0 || i + 1 == shown.size() || isEnd(i - 1) || isEnd(i + 1)))
                return QStringLiteral("the break at %1 stands at a line's end").arg(i);
            const bool isPiece = isShownBreak || (begin > 0 && isBreak(begin - 1));
            if (ends && i - begin > (isPiece ? LineLayout::longestPiece : LineLayout::longestLine))
                return QStringLiteral("the line that ends at %1 is too long").arg(i);
            if (ends)
                begin = i + 1;
            if (isShownBreak)
                ++breaks;
            else if (i < shown.size())
                stripped.append(shown.at(i));
        }
        return stripped == text ? QString() : QStringLiteral("what is shown without breaks is not the text");
    }

    [[nodiscard]] bool agrees(qsizetype i, qsizetype breaks) const
    {
        const auto offset = static_cast<quint32>(i - breaks);
        return layout.breaksBefore(i) == breaks && layout.offsetOf(i) == offset &&
               layout.positionBeforeBreak(offset) == (isBreak(i - 1) ? i - 1 : i) &&
               layout.positionOf(offset) == (isBreak(i) ? i + 1 : i);
    }
    [[nodiscard]] bool isEnd(qsizetype i) const { return shown.at(i) == '\n' || shown.at(i) == '\r'; }
};

QByteArray longLine(int items)
{
    QByteArray text = "{\"list\":[";
    for (int i = 0; i < items; ++i)
        text += "{\"name\":\"n" + QByteArray::number(i) + "\",\"v\":\"a, b{[\"},";
    return text + "0]}";
}

}

class TestLineLayout : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void leavesShortLines_data();
    void leavesShortLines();
    void breaksAtTokens();
    void breaksStringsBetweenCharacters();
    void takesAnyBytes();
    void removingABreakChangesNothing();
    void joinsWhatBecameShort();
    void followsRandomChanges_data();
    void followsRandomChanges();
};

void TestLineLayout::leavesShortLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("one line") << QByteArray("{\"a\":1}");
    QTest::newRow("mixed ends") << QByteArray("{\r\n\"a\":1,\r\"b\":2\n\n}\r");
    QTest::newRow("longest") << QByteArray(LineLayout::longestLine, ' ');
    QTest::newRow("many lines") << QByteArray("{\"a\": 12345}\n").repeated(10'000);
    QTest::newRow("many returns") << QByteArray("{\"a\": 12345}\r").repeated(100'000);
}

void TestLineLayout::leavesShortLines()
{
    QFETCH(QByteArray, text);
    LineLayout layout;
    QCOMPARE(layout.lay(text), text);
    QVERIFY(layout.isEmpty());
}

void TestLineLayout::breaksAtTokens()
{
    const Shown subject("[]\n" + longLine(1000) + "\r\n1");
    const QList<QByteArray> lines = subject.shown.split('\n');
    QCOMPARE(lines.first(), "[]");
    QCOMPARE(lines.last(), "1");
    for (qsizetype i = 1; i + 2 < lines.size(); ++i) {
        QVERIFY2(lines[i].size() <= LineLayout::longestPiece, lines[i].constData());
        QVERIFY2(lines[i].size() >= LineLayout::longestPiece / 2, lines[i].constData());
        QVERIFY2(lines[i].endsWith(',') || lines[i].endsWith('{'), lines[i].constData());
        QVERIFY2(lines[i].count('"') % 2 == 0, lines[i].constData());    // never inside a string that has room
    }
    QCOMPARE(subject.fault(), QString());
}

void TestLineLayout::breaksStringsBetweenCharacters()
{
    const QByteArray text = "{\"a\":\"" + QByteArray("\xE2\x82\xAC\\n\xC3\xA9").repeated(5000) + "\"}";
    const Shown subject(text);
    QCOMPARE(subject.fault(), QString());
    QVERIFY(!subject.layout.isEmpty());
    for (const QByteArray &line : subject.shown.split('\n')) {
        QVERIFY(QString::fromUtf8(line).toUtf8() == line);
        QVERIFY(!line.endsWith('\\'));
    }
}

void TestLineLayout::takesAnyBytes()
{
    for (const QByteArray &piece : {QByteArray(1, '\0'), QByteArray("\x80"), QByteArray("\xFF"), QByteArray("\\")}) {
        const Shown subject(piece.repeated(30'000));
        QCOMPARE(subject.fault(), QString());
    }
}

void TestLineLayout::removingABreakChangesNothing()
{
    Shown subject(longLine(1000));
    const QByteArray text = subject.text;
    const auto at = static_cast<quint32>(subject.shown.indexOf('\n'));
    QVERIFY(subject.layout.isBreak(at));
    subject.type(at, 1, {});
    QCOMPARE(subject.text, text);
    QCOMPARE(subject.fault(), QString());
}

void TestLineLayout::joinsWhatBecameShort()
{
    Shown subject("1\n" + longLine(1000) + "\n2");
    subject.edit({{10, static_cast<quint32>(subject.text.size() - 100), "x"}});
    QCOMPARE(subject.shown, subject.text);
    QVERIFY(subject.layout.isEmpty());
    subject.edit({{20, 0, longLine(2000)}});
    QVERIFY(!subject.layout.isEmpty());
    QCOMPARE(subject.fault(), QString());
}

void TestLineLayout::followsRandomChanges_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("long line") << longLine(900);
    QTest::newRow("long string") << "[\"" + QByteArray("\xC3\xA9 \\\"x").repeated(6000) + "\"]";
    QTest::newRow("two long lines") << longLine(700) + "\r\n" + longLine(750) + "\r[1]\n";
    QTest::newRow("bytes") << QByteArray("\x80\xFF\0\\", 4).repeated(6000);
    QTest::newRow("nearly long") << "[" + QByteArray("12,").repeated(6660) + "0]";
    QTest::newRow("nothing") << QByteArray();
}

void TestLineLayout::followsRandomChanges()
{
    QFETCH(QByteArray, text);
    QRandomGenerator random(20'261);
    const QList<QByteArray> texts{"x", "\n", "\r", "\r\n", "\"", ",", "{", "\xC3\xA9", QByteArray(1, '\0'),
        "\"a\": [1, 2]", QByteArray("long, ").repeated(100), longLine(30), "\n" + longLine(800), "{\n}\n"};
    const auto some = [&] { return texts[random.bounded(int(texts.size()))]; };
    const auto stretch = [&](qsizetype room) {
        const int kind = random.bounded(20);
        const qsizetype most = kind == 0 ? 30'000 : kind < 4 ? 500 : 2;
        return quint32(std::min<qsizetype>(room, random.bounded(int(most) + 1)));
    };
    Shown subject(text);
    QCOMPARE(subject.fault(), QString());
    for (int step = 0; step < 150; ++step) {
        if (random.bounded(2) == 0) {
            // Often next to a break, where the cases are.
            qsizetype at = random.bounded(int(subject.shown.size()) + 1);
            if (const qsizetype next = subject.shown.indexOf('\n', at); next >= 0 && random.bounded(2) == 0)
                at = next + random.bounded(2);
            const quint32 length = stretch(subject.shown.size() - at);
            subject.type(quint32(at), length, random.bounded(3) == 0 ? QByteArray() : some());
        } else {
            std::vector<TextEdit> edits;
            for (qsizetype at = 0; edits.size() < 3;) {
                at += random.bounded(int(std::min<qsizetype>(subject.text.size() - at, 20'000)) + 1);
                const quint32 length = stretch(subject.text.size() - at);
                edits.push_back({quint32(at), length, random.bounded(3) == 0 ? QByteArray() : some()});
                at += length;
            }
            subject.edit(edits);
        }
        const QString fault = subject.fault();
        QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("step %1: %2").arg(step).arg(fault)));
        if (subject.text.size() > 90'000)
            subject.edit({{1000, 60'000, {}}});
    }
}

QTEST_GUILESS_MAIN(TestLineLayout)
#include "tst_linelayout.moc"
