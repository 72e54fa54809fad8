// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QStackedWidget;
class QTabBar;
class QToolButton;

namespace eventscope {

// A dock of several pages whose tabs stand in its title bar, which costs one line less than tabs below a
// title do. It is moved by the room beside the tabs.
class TabbedDock : public QDockWidget {
    Q_OBJECT

public:
    TabbedDock(const QString &title, QWidget *parent);

    // The dock owns its pages; one that is deleted takes its tab along.
    void insertPage(int at, QWidget *page, const QString &title);
    [[nodiscard]] int pageCount() const;
    [[nodiscard]] int indexOf(const QWidget *page) const;    // -1: none of them
    void setPageTitle(int at, const QString &title);
    void setCurrentPage(int at);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void dress();

    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    QToolButton *m_float;
    QToolButton *m_close;
};

}
