// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/filterstate.h"

#include <QAbstractListModel>
#include <QHash>

namespace eventscope {

// The values of one field with their counts, and which of them the filter includes or excludes.
// Values that the filter names but the counts do not stand first, so that what is chosen can always be
// seen and undone. GUI thread.
class FacetModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        ValueRole = Qt::UserRole,    // QByteArray: as filters name it, wildcards escaped
        PlainRole,                   // QByteArray: the value itself; a pattern as it is
        CountRole,                   // qint64; -1 where it is not known
        ShareRole,                   // double, of the largest count: 0 to 1
        PercentRole,                 // double, of the events that have the field: 0 to 100; -1 where it is not known
        ExcludedRole,                // bool
    };

    FacetModel(FilterState &state, FieldRef field, QObject *parent = nullptr);

    [[nodiscard]] const FieldRef &field() const { return m_field; }
    void setFacet(const Facet &facet);
    // Values shown by another text, e.g. a service's title.
    void setTitles(const QHash<QByteArray, QString> &titles);

    [[nodiscard]] qint64 distinct() const { return m_facet.distinct; }
    [[nodiscard]] qint64 total() const { return m_facet.total; }
    [[nodiscard]] bool isCut() const { return m_facet.cut; }    // as Facet::cut
    // How many values there are beyond the rows.
    [[nodiscard]] qint64 hidden() const;
    // What the filter includes and excludes, in words for a button; empty for nothing.
    [[nodiscard]] QString summary() const;

    // Adds the value to the filter's, or takes it out when it is there. Adding as included takes it
    // out of the excluded, and the other way round.
    void toggleIncluded(const QModelIndex &index) { toggle(index, false); }
    void toggleExcluded(const QModelIndex &index) { toggle(index, true); }
    void clear();    // neither included nor excluded

    // Check marks (Qt::CheckStateRole) stand for included; setting one changes the filter.
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

protected:
    [[nodiscard]] const FilterState &state() const { return m_state; }
    // Whether a value is in the list.
    [[nodiscard]] virtual bool isListed(const QString &title, const QString &value) const;
    void rebuild();

private:
    struct Entry {
        QByteArray value;
        qint64 count = -1;
        friend bool operator==(const Entry &, const Entry &) = default;
    };

    void setEntries(QList<Entry> entries);
    void toggle(const QModelIndex &index, bool negated);
    [[nodiscard]] QString titleOf(const QByteArray &value) const;
    [[nodiscard]] double percentOf(const Entry &entry) const;
    [[nodiscard]] QString wordsOf(const Entry &entry) const;

    FilterState &m_state;
    FieldRef m_field;
    Facet m_facet;
    QHash<QByteArray, QString> m_titles;
    QList<QByteArray> m_included;
    QList<QByteArray> m_excluded;
    QList<Entry> m_entries;
    qint64 m_largest = 0;
};

// A share for a narrow column: "12 %", "< 1 %"; empty below 0.
[[nodiscard]] QString percentText(double percent);

}
