// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/drafttabs.h"

#include "compose/draftkeeper.h"
#include "composer/composerpage.h"
#include "theme.h"

#include <QEvent>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

class CloseButton : public QToolButton {
public:
    explicit CloseButton(QWidget *parent)
        : QToolButton(parent)
    {
        setAutoRaise(true);
        setFocusPolicy(Qt::NoFocus);
        setIconSize({12, 12});
        setFixedSize(20, 20);
        setToolTip(DraftTabs::tr("Close the draft (Ctrl+W); it can be opened again"));
        setAccessibleName(DraftTabs::tr("Close the draft"));
        dress();
    }

protected:
    void changeEvent(QEvent *event) override
    {
        QToolButton::changeEvent(event);
        if (event->type() == QEvent::PaletteChange)
            dress();
    }

private:
    void dress() { setIcon(themedIcon(u"close"_s, palette())); }
};

QString tabText(const QString &title)
{
    const QString cut = title.size() > 32 ? title.left(31) + u'…' : title;
    return QString(cut).replace(u'&', u"&&"_s);
}

}

DraftTabs::DraftTabs(
    EndpointWorld world, const EndpointCache &endpoints, QTabWidget &tabs, QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_world(world)
    , m_endpoints(endpoints)
    , m_tabs(tabs)
    , m_settings(settings)
    , m_restore(this, [this](Result<std::vector<StoredDraft>> drafts) {
        if (drafts)
            restore(std::move(*drafts));
        else
            emit failed(drafts.error().message);
    })
{
    connect(&m_tabs, &QTabWidget::currentChanged, this, [this] { emit currentChanged(); });
    connect(m_tabs.tabBar(), &QTabBar::tabMoved, this, [this] { number(); });
    m_restore.follow(m_world.store.drafts().all());
}

DraftTabs::~DraftTabs()
{
    disconnect(&m_tabs, nullptr, this, nullptr);
    qDeleteAll(pages());
    qDeleteAll(m_closing);    // they keep their drafts in the store, which may go next
}

QList<ComposerPage *> DraftTabs::pages() const
{
    QList<ComposerPage *> pages;
    for (int index = 0; index < m_tabs.count(); ++index)
        if (auto *page = qobject_cast<ComposerPage *>(m_tabs.widget(index)))
            pages.append(page);
    return pages;
}

ComposerPage *DraftTabs::current() const
{
    return qobject_cast<ComposerPage *>(m_tabs.currentWidget());
}

void DraftTabs::restore(std::vector<StoredDraft> drafts)
{
    for (const StoredDraft &draft : drafts)
        if (draft.open)
            add(draft, false);
    std::erase_if(drafts, [](const StoredDraft &draft) { return draft.open; });
    std::reverse(drafts.begin(), drafts.end());
    m_closed.insert(m_closed.begin(), drafts.begin(), drafts.end());
    emit currentChanged();
}

ComposerPage *DraftTabs::add(const StoredDraft &stored, bool inFront)
{
    auto *page = new ComposerPage(m_world, m_endpoints, stored, m_settings);
    const int index = m_tabs.addTab(page, QString());
    auto *closing = new CloseButton(m_tabs.tabBar());
    m_tabs.tabBar()->setTabButton(index, QTabBar::RightSide, closing);
    connect(closing, &QToolButton::clicked, page, [this, page] { close(page); });
    connect(page, &ComposerPage::titleChanged, this, [this, page] { showTitle(page); });
    connect(page, &ComposerPage::historyChanged, this, [this, page] {
        if (page == current())
            emit currentChanged();
    });
    connect(page, &ComposerPage::failed, this, &DraftTabs::failed);
    showTitle(page);
    number();
    emit opened(page);
    if (inFront)
        m_tabs.setCurrentIndex(index);
    return page;
}

ComposerPage *DraftTabs::open(const DraftState &state)
{
    ComposerPage *page = add(storedDraft(state), true);
    page->keep(true);
    page->focusForm();
    return page;
}

void DraftTabs::showTitle(ComposerPage *page)
{
    const int index = m_tabs.indexOf(page);
    if (index < 0)
        return;
    m_tabs.setTabText(index, tabText(page->title()));
    m_tabs.setTabToolTip(index, page->title().toHtmlEscaped());
}

void DraftTabs::number()
{
    int place = 0;
    for (ComposerPage *page : pages())
        page->setPlace(place++);
}

void DraftTabs::closeCurrent()
{
    if (ComposerPage *page = current())
        close(page);
}

void DraftTabs::close(ComposerPage *page)
{
    if (page->isSending()) {
        emit failed(tr("This event is being sent. Cancel that, or wait for the reply, before its tab is closed."));
        return;
    }
    page->keep(false);
    StoredDraft stored = storedDraft(page->draft().state());
    stored.id = page->draftId();
    m_closed.push_back(std::move(stored));
    const int index = m_tabs.indexOf(page);
    m_tabs.removeTab(index);
    page->deleteLater();
    m_closing.removeAll(nullptr);
    m_closing.append(page);
    number();
    emit currentChanged();
}

void DraftTabs::reopenLast()
{
    if (m_closed.empty())
        return;
    const StoredDraft stored = std::move(m_closed.back());
    m_closed.pop_back();
    ComposerPage *page = add(stored, true);
    page->keep(true);
    page->focusForm();
}

}
