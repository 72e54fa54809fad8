// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <QAbstractItemModel>
#include <QByteArray>

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace eventscope {

// A text with its tape, which looks into it. Shared, never copied.
struct JsonDocument {
    explicit JsonDocument(QByteArray of);
    JsonDocument(const JsonDocument &) = delete;
    JsonDocument &operator=(const JsonDocument &) = delete;

    const QByteArray text;
    JsonTape tape;    // empty when the text is not JSON
};

// A JSON text as a tree: every member and item as it stands, duplicate keys and number spelling
// included. A branch is made when it is opened, at most `page` children at a time; the last row then
// stands for those left, and showMore() brings them. GUI thread.
class JsonTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { KeyColumn, ValueColumn, ColumnCount };
    enum Role {
        KindRole = Qt::UserRole,    // int of JsonKind; invalid for a "more" row
        OverriddenRole,             // bool: a later member has the same key, and counts
        MoreRole,                   // bool: stands for the children not shown
        IsItemRole,                 // bool: an array's item; its key is a position
    };
    static constexpr int page = 5000;

    explicit JsonTreeModel(QObject *parent = nullptr);
    ~JsonTreeModel() override;

    // Null, or one with an empty tape: no rows.
    void setDocument(std::shared_ptr<const JsonDocument> document);
    [[nodiscard]] const std::shared_ptr<const JsonDocument> &document() const { return m_document; }

    [[nodiscard]] JsonValue valueAt(const QModelIndex &index) const;    // nothing for a "more" row
    [[nodiscard]] QByteArray pointerAt(const QModelIndex &index) const;
    // Where that value (or, failing that, its nearest parent) stands; opens what must be open for it.
    [[nodiscard]] QModelIndex indexOf(quint32 node);
    [[nodiscard]] QModelIndex indexAtOffset(quint32 offset);
    void showMore(const QModelIndex &moreRow);
    // What copying the value gives: a string decoded, anything else as it is spelled.
    [[nodiscard]] QString copyText(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Child {
        quint32 node = 0;    // the value
        bool overridden = false;
    };
    struct Branch {
        std::vector<Child> children;    // all of them, once opened
        int shown = 0;                  // of them
        bool more = false;              // whether a row stands for the others
    };
    struct Place {
        quint32 parent = 0;
        int row = 0;
    };

    [[nodiscard]] std::optional<quint32> nodeOf(const QModelIndex &index) const;
    [[nodiscard]] bool isMore(const QModelIndex &index) const;
    [[nodiscard]] Branch &branch(quint32 node);
    [[nodiscard]] const Branch *opened(quint32 node) const;
    [[nodiscard]] QModelIndex indexOfPlaced(quint32 node) const;
    void show(quint32 node, int count);
    [[nodiscard]] QString keyText(const QModelIndex &index) const;
    [[nodiscard]] QString valueText(JsonValue value) const;
    [[nodiscard]] QString moreText(const QModelIndex &index) const;

    std::shared_ptr<const JsonDocument> m_document;
    std::unordered_map<quint32, Branch> m_branches;
    std::unordered_map<quint32, Place> m_places;    // of the children shown
};

}
