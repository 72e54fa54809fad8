// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filterstate.h"

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

}
