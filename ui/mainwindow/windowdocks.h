// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

#include <optional>

class QAction;
class QDockWidget;
class QMainWindow;
class QSettings;
class QWidget;

namespace eventscope {

class TabbedDock;

// The docks around the page: facets at the left, detail at the right, problems below.
class WindowDocks : public QObject {
    Q_OBJECT

public:
    explicit WindowDocks(QMainWindow &window);

    // The widgets of a session; the ones before are deleted. Null empties a place.
    void setContents(QWidget *facets, QWidget *detail, QWidget *problems, QWidget *rejects);
    // Places and sizes as they are at first.
    void reset();
    // The window's geometry and the docks', under "window/"; as they are at first when nothing is known.
    void restore(const QSettings &settings);
    void save(QSettings &settings) const;

    // What stands around the events makes room for a draft, and comes back as it was.
    void setAside(bool aside);

    [[nodiscard]] QList<QAction *> toggleActions() const;
    void showFacets();
    void showDetail();
    void showProblems();
    [[nodiscard]] bool areProblemsVisible() const;
    void setProblemsTitle(const QString &title);
    void showRejects();
    // Among the problems for as long as the window lives.
    void addProblems(QWidget *content, const QString &title);
    // Beside the problems, until the page is deleted.
    void addPage(QWidget *page, const QString &title);
    void setPageTitle(QWidget *page, const QString &title);
    void showPage(QWidget *page);    // to the front, with the focus

signals:
    // The dock with the problems, whichever of its tabs is in front.
    void problemsVisible(bool visible);

private:
    void add(QDockWidget *dock, const QString &name, Qt::DockWidgetArea area);

    QMainWindow &m_window;
    QDockWidget *m_facets;
    QDockWidget *m_detail;
    TabbedDock *m_problems;
    QWidget *m_list = nullptr;    // the problems themselves
    QWidget *m_rejects = nullptr;
    std::optional<QByteArray> m_before;    // the docks' state while some are set aside
};

}
