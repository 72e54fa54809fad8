// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QLabel;
class QSplitter;
class QTabWidget;

namespace eventscope {

// Panes with titles: beside each other where there is room for all, else as tabs.
class ThreePanes : public QWidget {
    Q_OBJECT

public:
    explicit ThreePanes(QWidget *parent = nullptr);

    void addPane(QWidget *content, const QString &title);
    void showPane(int number);    // as tabs: to the front
    void setTitle(int number, const QString &title);
    // That of tabs: it gives way before it makes its surroundings wide.
    [[nodiscard]] QSize minimumSizeHint() const override;

    static constexpr int leastPaneWidth = 280;    // beside others

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void setWide(bool wide);

    struct Pane {
        QWidget *frame;
        QLabel *title;
        QString text;
    };
    std::vector<Pane> m_panes;
    QSplitter *m_splitter;
    QTabWidget *m_tabs;
    bool m_wide = true;
};

}
