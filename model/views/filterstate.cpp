// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filterstate.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr qsizetype historyLimit = 200;

}

FilterState::FilterState(QObject *parent)
    : QObject(parent)
{}

void FilterState::setFilter(const EventFilter &filter)
{
    if (filter == m_filter)
        return;
    m_back.append(m_filter);
    if (m_back.size() > historyLimit)
        m_back.removeFirst();
    m_forward.clear();
    m_filter = filter;
    emit changed(m_filter);
}

void FilterState::refineFilter(const EventFilter &filter)
{
    if (filter == m_filter)
        return;
    if (!m_back.isEmpty() && m_back.last() == filter)
        m_back.removeLast();    // typed and taken back
    m_forward.clear();
    m_filter = filter;
    emit changed(m_filter);
}

void FilterState::setWindow(std::optional<Window> window)
{
    if (window == m_window)
        return;
    m_window = window;
    emit windowChanged();
}

bool FilterState::canGoBack() const
{
    return !m_back.isEmpty();
}

bool FilterState::canGoForward() const
{
    return !m_forward.isEmpty();
}

void FilterState::goBack()
{
    if (m_back.isEmpty())
        return;
    m_forward.append(m_filter);
    m_filter = m_back.takeLast();
    emit changed(m_filter);
}

void FilterState::goForward()
{
    if (m_forward.isEmpty())
        return;
    m_back.append(m_filter);
    m_filter = m_forward.takeLast();
    emit changed(m_filter);
}

QList<EventFilter> FilterState::recent(qsizetype most) const
{
    QList<EventFilter> filters;
    const auto add = [&filters, most](const EventFilter &filter) {
        if (!filter.matchesAll() && filters.size() < most && !filters.contains(filter))
            filters.append(filter);
    };
    std::for_each(m_forward.cbegin(), m_forward.cend(), add);
    add(m_filter);
    std::for_each(m_back.crbegin(), m_back.crend(), add);
    return filters;
}

}
