// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filtercompletion.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "store/filtertext.h"
#include "views/celltext.h"
#include "views/filtertokens.h"
#include "views/pathkey.h"

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

namespace {

using What = FilterCursor::What;

constexpr qsizetype longestValue = 1000;

struct Key {
    QString text;
    QString about;
    bool more = true;    // something is to be completed behind it
};

QList<Key> keys()
{
    return {{u"tenant:"_s, tr("Whose event it is")}, {u"user:"_s, tr("Who did it")},
        {u"name:"_s, tr("What happened; * and ? stand for anything")}, {u"service:"_s, tr("Which service it is for")},
        {u"is:"_s, tr("Its verdict")}, {u"rule:"_s, tr("A rule that it broke")},
        {u"time:"_s, tr("When: 2026-03-01, -1h.., 2026-03-01..2026-04-01")},
        {u"props."_s, tr("A property by its name: props.plan:pro, props.tokens>1000")},
        {u"has:"_s, tr("A property or path that is there")},
        {u"origin:"_s, tr("The import, capture or session it came from")},
        {u"not "_s, tr("Leaves out what follows; - does too")}, {u"or "_s, tr("Either of two conditions")},
        {u"and "_s, tr("Both conditions, as side by side")},
        {u"text:"_s, tr("Any of several texts in keys and values: text:a,b"), false},
        {u"~"_s, tr("A regular expression in keys and values"), false}};
}

bool hasWildcard(const QString &typed)
{
    return typed.contains(u'*') || typed.contains(u'?');
}

}

FilterCompletion::FilterCompletion(EventStore &store, const FilterState &state, Clock clock, QObject *parent)
    : QAbstractListModel(parent)
    , m_store(store)
    , m_state(state)
    , m_clock(std::move(clock))
    , m_sample(store)
    , m_search(this, [this](Result<SearchResult> result) {
        if (result && !result->facets.empty())
            takeValues(result->facets.front());
        else if (!result && result.error().kind != Error::Kind::Cancelled)
            emit failed(result.error());
        emit listed();
    })
{
    m_wait.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, &FilterCompletion::search);
    connect(&m_sample, &PropertySample::changed, this, [this] {
        if (m_active && (m_at.what == What::Condition || m_at.what == What::Path))
            collect();
    });
}

void FilterCompletion::setTitles(Field field, const QHash<QByteArray, QString> &titles)
{
    m_titles[field] = titles;
}

void FilterCompletion::ask(const QString &text, qsizetype cursor, bool asked)
{
    m_search.cancel();
    m_wait.stop();
    m_active = true;
    m_asked = asked;
    m_text = text;
    m_at = filterCursor(text, cursor);
    collect();
}

void FilterCompletion::stop()
{
    m_search.cancel();
    m_wait.stop();
    m_active = false;
    m_at = {};
    m_next.clear();
    show({});
}

void FilterCompletion::collect()
{
    m_next.clear();
    switch (m_at.what) {
    case What::Nothing:
        break;
    case What::Condition:
        addOperators();
        addKeys();
        addPaths();
        break;
    case What::Path:
        addPaths();
        break;
    case What::Value:
        if (m_at.field == Field::Time)
            addTimes();
        else
            askValues();
        if (isAsking())
            return;    // what is listed was narrowed; the rest follows
        break;
    }
    show(std::exchange(m_next, {}));
}

void FilterCompletion::addKeys()
{
    if (m_at.typed.isEmpty() && !m_asked)
        return;
    for (const Key &key : keys())
        if (key.text.startsWith(m_at.typed, Qt::CaseInsensitive))
            m_next.append({key.text, key.text.trimmed(), key.about, -1, -1, key.more});
}

void FilterCompletion::addPaths()
{
    const QString &typed = m_at.typed;
    // A plain word is free text, unless more is asked for.
    if (m_at.what == What::Condition && (typed.isEmpty() || !(m_asked || isPathKey(typed))))
        return;
    const bool asPointer = typed.startsWith(u'/');
    const KnownPaths &known = m_sample.paths();
    QList<Candidate> begun;
    QList<Candidate> held;
    for (const KnownPath &path : known.paths) {
        if (!path.leaf && m_at.what == What::Condition)
            continue;
        if (asPointer && !path.path.startsWith('/'))
            continue;
        const QString written = asPointer && !path.path.contains(' ') ? QString::fromUtf8(path.path) : path.written;
        if (!written.contains(typed, Qt::CaseInsensitive))
            continue;
        const bool whole = m_at.what == What::Condition && !path.isNumeric();    // numbers are compared in many ways
        if (m_at.what == What::Condition && path.isNumeric() && written == typed)
            continue;    // its operators are listed
        const Candidate candidate{whole ? written + u':' : written, written,
            path.isNumeric() ? tr("number") : QString(), -1,
            known.events > 0 ? static_cast<double>(path.events) / known.events : -1, m_at.what == What::Condition};
        (written.startsWith(typed, Qt::CaseInsensitive) ? begun : held).append(candidate);
    }
    constexpr qsizetype most = 200;
    m_next += (begun + held).first(std::min(most, begun.size() + held.size()));
}

void FilterCompletion::addOperators()
{
    if (m_at.typed.isEmpty() || m_at.typed.size() != m_at.to - m_at.from)
        return;
    const auto &paths = m_sample.paths().paths;
    const auto known = std::find_if(paths.begin(), paths.end(),
        [this](const KnownPath &path) { return path.isNumeric() && path.written == m_at.typed; });
    if (known == paths.end())
        return;
    const QList<std::pair<QString, QString>> signs{{u">"_s, tr("more than")}, {u">="_s, tr("at least")},
        {u"<"_s, tr("less than")}, {u"<="_s, tr("at most")}, {u":"_s, tr("is; a range is 10..20")}};
    for (const auto &[sign, about] : signs)
        m_next.append({m_at.typed + sign, m_at.typed + sign, about, -1, -1, sign == u":"});
}

void FilterCompletion::addTimes()
{
    if (m_at.typed.contains(u".."_s) && !m_asked)
        return;
    const Micros today = m_clock() - ((m_clock() % microsPerDay) + microsPerDay) % microsPerDay;
    const auto day = [](Micros time) { return isoText(time).first(10); };
    const QList<Key> times{{u"-15m.."_s, tr("The last 15 minutes")}, {u"-1h.."_s, tr("The last hour")},
        {u"-24h.."_s, tr("The last 24 hours")}, {u"-7d.."_s, tr("The last 7 days")},
        {u"-30d.."_s, tr("The last 30 days")}, {day(today), tr("Today, in UTC")},
        {day(today - microsPerDay), tr("Yesterday, in UTC")}};
    for (const Key &time : times)
        if (time.text.startsWith(m_at.typed) || time.about.startsWith(m_at.typed, Qt::CaseInsensitive))
            m_next.append({time.text, time.text, time.about});
}

void FilterCompletion::addVerdicts()
{
    for (const Verdict verdict : {Verdict::Valid, Verdict::Warning, Verdict::Invalid, Verdict::Unjudged}) {
        const QByteArray id = verdictId(verdict);
        const QString text = QString::fromLatin1(id);
        if (text.contains(m_at.typed, Qt::CaseInsensitive) && !m_at.given.contains(id))
            m_next.append({text, text, m_titles.value(m_at.field).value(id)});
    }
}

void FilterCompletion::askValues()
{
    if (m_at.field == Field::Verdict) {
        addVerdicts();
        show(std::exchange(m_next, {}));
    } else {
        // What is here already narrows at once.
        QList<Candidate> still = m_at.typed.isEmpty() ? QList<Candidate>() : m_candidates;
        still.removeIf([this](const Candidate &candidate) {
            return candidate.count < 0 || !candidate.title.contains(m_at.typed, Qt::CaseInsensitive);
        });
        show(still);
    }
    // A path's values are found by reading payloads; the columns answer at once.
    m_wait.start(m_at.field == Field::Path ? 250ms : 30ms);
}

EventFilter FilterCompletion::rest() const
{
    const QString others = m_text.first(m_at.termFrom) + m_text.sliced(m_at.termTo);
    if (const auto filter = EventFilter::parse(others, m_clock()))
        return *filter;
    return m_state.filter().without({m_at.field, m_at.path});
}

void FilterCompletion::search()
{
    SearchSpec spec;
    spec.rows = false;
    const bool few = m_at.field == Field::Verdict;
    spec.facets.push_back(
        {m_at.field, top + static_cast<int>(m_at.given.size()), few ? QByteArray() : m_at.typed.toUtf8(), m_at.path});
    m_search.follow(m_store.search(rest(), spec));
}

QString FilterCompletion::valueText(const QByteArray &value) const
{
    const FieldRef field(m_at.field, m_at.path);
    const QByteArray pattern = literal(value);
    const QString text = EventFilter().withValues(field, {pattern}).text();
    if (m_at.field != Field::Path)
        return text.sliced(text.indexOf(u':') + 1);
    return text.sliced(pathKey(m_at.path).size() + 1);
}

void FilterCompletion::takeValues(const Facet &facet)
{
    const bool few = m_at.field == Field::Verdict;
    m_next.clear();
    if (few)
        addVerdicts();
    QList<Candidate> held;
    for (const Facet::Value &value : facet.values) {
        if (few) {
            for (Candidate &candidate : m_next)
                candidate.count = candidate.text == QString::fromLatin1(value.value) ? value.count : candidate.count;
            continue;
        }
        if (m_at.given.contains(literal(value.value)) || value.value.size() > longestValue)
            continue;
        const QString title = value.value.isEmpty() ? tr("(none)") : lineOf(viewOf(value.value));
        const Candidate candidate{
            valueText(value.value), title, m_titles.value(m_at.field).value(value.value), value.count};
        (title.startsWith(m_at.typed, Qt::CaseInsensitive) ? m_next : held).append(candidate);
    }
    m_next += held;
    show(std::exchange(m_next, {}));
}

void FilterCompletion::show(QList<Candidate> candidates)
{
    const auto before = static_cast<int>(m_candidates.size());
    const auto after = static_cast<int>(candidates.size());
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_candidates.resize(after);
        endRemoveRows();
    }
    const int common = std::min(before, after);
    std::copy_n(candidates.cbegin(), common, m_candidates.begin());
    if (common > 0)
        emit dataChanged(index(0), index(common - 1));
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_candidates = std::move(candidates);
        endInsertRows();
    }
    emit listed();
}

QString FilterCompletion::title() const
{
    switch (m_at.what) {
    case What::Nothing:
        break;
    case What::Condition:
        return tr("Conditions");
    case What::Path:
        return tr("Properties and paths");
    case What::Value:
        return m_at.field == Field::Time ? tr("Times") : tr("Values of %1").arg(m_at.key);
    }
    return {};
}

int FilterCompletion::preferredRow() const
{
    if (m_candidates.isEmpty() || (m_at.what == What::Value && hasWildcard(m_at.typed)))
        return -1;
    const QStringView there = QStringView(m_text).sliced(m_at.from, m_at.to - m_at.from);
    const bool whole = std::any_of(m_candidates.begin(), m_candidates.end(), [there](const Candidate &candidate) {
        return there.compare(candidate.text.trimmed(), Qt::CaseInsensitive) == 0;
    });
    return whole ? -1 : 0;
}

FilterCompletion::Edit FilterCompletion::edit(int row) const
{
    const Candidate &candidate = m_candidates.at(row);
    return {m_at.from, m_at.to, candidate.text, candidate.more};
}

int FilterCompletion::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_candidates.size());
}

QVariant FilterCompletion::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Candidate &candidate = m_candidates.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return candidate.title;
    case Qt::AccessibleTextRole: {
        QString text = candidate.title;
        if (!candidate.about.isEmpty())
            text += u", "_s + candidate.about;
        return candidate.count < 0 ? text : text + u", "_s + counted(candidate.count, tr("%1 event"), tr("%1 events"));
    }
    case AboutRole:
        return candidate.about;
    case CountRole:
        return candidate.count;
    case ShareRole:
        return candidate.share;
    case InsertRole:
        return candidate.text;
    default:
        return {};
    }
}

}
