// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QAbstractTableModel>

namespace eventscope {

// The properties of a planned event as a table to edit, with an empty row at the end to add one by its name. It
// does not change itself: who listens to edited() sets the event again. GUI thread.
class PropertyTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, TypesColumn, RequiredColumn, ValuesColumn, DescriptionColumn, columns };

    using QAbstractTableModel::QAbstractTableModel;

    // Rows stay where they are where only their contents differ.
    void setEvent(const PlannedEvent &event);
    void setEditable(bool editable);
    [[nodiscard]] const PlannedEvent &planned() const { return m_event; }
    // Null in the row that adds one.
    [[nodiscard]] const PlannedProperty *propertyAt(int row) const;
    [[nodiscard]] int rowOf(QByteArrayView name) const;    // -1 for none
    void setTypes(int row, const QByteArrayList &types);
    void removeProperty(int row);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;

signals:
    // `sentence` follows "Undo".
    void edited(const eventscope::PlannedEvent &event, const QString &sentence);
    void refused(const QString &sentence);

private:
    [[nodiscard]] QString text(const PlannedProperty &property, int column) const;
    [[nodiscard]] QString addingText(int column) const;
    void change(int row, const PlannedProperty &property);
    bool rename(int row, const QByteArray &name);

    PlannedEvent m_event;
    std::vector<PlannedProperty> m_properties;
    bool m_isEditable = true;
};

// The types of JSON Schema.
[[nodiscard]] const QByteArrayList &schemaTypes();
// JSON texts as people type them: separated by commas, words without quotes where nothing else is meant. What
// typedValues() makes of it is the same again.
[[nodiscard]] QString valuesText(const QByteArrayList &values);
[[nodiscard]] QByteArrayList typedValues(const QString &text);

}
