// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/termmodel.h"

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

namespace {

QRegularExpression expressionFor(const QString &text)
{
    QString expression = QRegularExpression::escape(text);
    expression.replace(u"\\*"_s, u".*"_s).replace(u"\\?"_s, u"."_s);
    return QRegularExpression(expression, QRegularExpression::CaseInsensitiveOption);
}

// Fields with so few values that all of them are here, and whose titles are what people know.
bool isShort(Field field)
{
    return field == Field::Service || field == Field::Verdict;
}

}

TermModel::TermModel(EventStore &store, FilterState &state, Field field, QObject *parent)
    : FacetModel(state, field, parent)
    , m_store(store)
    , m_search(this, [this](Result<SearchResult> result) {
        if (result && !result->facets.empty())
            setFacet(result->facets.front());
        else if (!result && result.error().kind != Error::Kind::Cancelled)
            emit failed(result.error());
        emit listed();
        if (m_stale)
            m_follow.start();
        m_stale = false;
    })
{
    m_follow.setSingleShot(true);
    m_follow.setInterval(250ms);
    const auto follow = [this] {
        if (m_search.isRunning())
            m_stale = true;
        else if (m_active && !m_follow.isActive())
            m_follow.start();
    };
    connect(&m_follow, &QTimer::timeout, this, &TermModel::ask);
    connect(&state, &FilterState::changed, this, &TermModel::ask);
    connect(&store, &EventStore::appended, this, follow);
    connect(&store, &EventStore::changed, this, follow);
    connect(&store, &EventStore::loaded, this, follow);
}

void TermModel::setActive(bool active)
{
    m_active = active;
    if (m_active)
        ask();
    else
        m_search.cancel();
}

void TermModel::setSearch(const QString &text)
{
    const QString wanted = text.trimmed();
    if (wanted == m_text)
        return;
    m_text = wanted;
    m_pattern = expressionFor(m_text);
    rebuild();    // what is here already narrows at once
    ask();
}

bool TermModel::isListed(const QString &title, const QString &value) const
{
    return m_text.isEmpty() || title.contains(m_pattern) || value.contains(m_pattern);
}

void TermModel::ask()
{
    if (!m_active)
        return;
    m_follow.stop();
    m_stale = false;
    SearchSpec spec;
    spec.rows = false;
    spec.facets.push_back({field().field, top, isShort(field().field) ? QByteArray() : m_text.toUtf8()});
    m_search.follow(m_store.search(state().filter(), spec));
}

}
