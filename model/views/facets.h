// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/facetmodel.h"
#include "views/latest.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <vector>

namespace eventscope {

// One list of values for each field that people filter by, all counted in one search, and for each path that was
// added; these are counted apart, for that reads payloads and takes its time. Follows the filter at once (newest
// wins) and the store at most four times a second, with paths every two seconds; asks nothing while it is not active,
// and ends what reads payloads then. GUI thread.
class Facets : public QObject {
    Q_OBJECT

public:
    Facets(EventStore &store, FilterState &state, const QList<Field> &fields, QObject *parent = nullptr);
    ~Facets() override;

    // Of a field given at first, or of a path that is there.
    [[nodiscard]] FacetModel &model(const FieldRef &field) const { return *entry(field).list; }
    void setActive(bool active);
    // How many values of that field; ten to begin with, none of a path. 0: it is not counted at all.
    void setTop(const FieldRef &field, int top);
    [[nodiscard]] int top(const FieldRef &field) const { return entry(field).top; }

    // The list of a path (as FilterTerm::path); one that is there already is the same.
    FacetModel &addPath(const QByteArray &path);
    void removePath(const QByteArray &path);    // its list goes
    [[nodiscard]] bool hasPath(const QByteArray &path) const;
    [[nodiscard]] QList<QByteArray> paths() const;    // in the order of adding
    // Whether payloads are being read for paths, and how much of it is done: 0 to 100, -1 where it is not known.
    [[nodiscard]] bool isCounting() const { return m_pathSearch.isRunning(); }
    [[nodiscard]] int countedPercent() const { return m_percent; }

signals:
    void counted();
    void countingChanged();
    void failed(const eventscope::Error &error);

private:
    struct Entry {
        std::unique_ptr<FacetModel> list;
        QByteArray path;
        int top = 0;
    };

    [[nodiscard]] std::unique_ptr<Entry> makeEntry(const FieldRef &field, int top);
    [[nodiscard]] Entry &entry(const FieldRef &field) const;
    void search();
    void searchFields();
    void searchPaths();
    void endPaths();
    void follow();
    void take(Result<SearchResult> result);
    void takePaths(Result<SearchResult> result);

    EventStore &m_store;
    FilterState &m_state;
    std::map<Field, std::unique_ptr<Entry>> m_fields;
    std::vector<std::unique_ptr<Entry>> m_paths;
    Latest<SearchResult> m_search;
    Latest<SearchResult> m_pathSearch;
    QTimer m_follow;
    QTimer m_followPaths;
    int m_percent = -1;
    bool m_active = false;
    bool m_stale = true;
    bool m_pathsStale = true;
};

}
