// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldhost.h"

#include <QHash>
#include <QWidget>

#include <optional>

class QBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace eventscope {

using FieldFindingMap = QHash<QByteArray, std::vector<Finding>>;    // by fieldKey()

// A part of the form under a title that folds it (Space, Return, Left, Right). Rows are made when it is
// unfolded for the first time, the first hundreds of them; a change of the fields makes only rows that are
// new. Without a title it is always open.
class SchemaFormSection : public QWidget {
    Q_OBJECT

public:
    SchemaFormSection(FieldHost &host, QByteArray id, const QString &title, bool folded, QWidget *parent);

    [[nodiscard]] const QByteArray &id() const { return m_id; }
    [[nodiscard]] bool isFolded() const { return m_folded; }
    void setFolded(bool folded);

    void setTitle(const QString &title);
    void setFields(std::vector<FormField> fields);
    // There are more than the fields given.
    void setTotal(std::size_t total);
    void showValues();
    void setFindings(FieldFindingMap findings);
    // Whether there is anything to show at all.
    void setWanted(bool wanted) { m_wanted = wanted; }
    // A widget of the section's own below its rows.
    void setFoot(QWidget *foot);

    [[nodiscard]] std::size_t limit() const { return m_limit; }
    [[nodiscard]] bool hasField(const QByteArray &key) const { return m_indices.contains(key); }
    // Unfolds and makes the row; null for what is no field of this section.
    [[nodiscard]] FieldRow *reveal(const QByteArray &key);
    [[nodiscard]] const std::vector<FieldRow *> &rows() const { return m_rows; }
    // The first field that is required and absent, or is faulty; known without its row.
    [[nodiscard]] std::optional<QByteArray> firstNeed() const;
    [[nodiscard]] std::optional<QByteArray> firstField() const;

signals:
    void limitChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build(const QString &title);
    void makeRows();
    void placeFindings();
    void showCounts();
    void showMore();
    void dress();

    FieldHost &m_host;
    QByteArray m_id;
    QWidget *m_head;
    QToolButton *m_fold;
    QLabel *m_faults;
    QLabel *m_filled;
    QWidget *m_body;
    QBoxLayout *m_column;
    QPushButton *m_more;
    QWidget *m_foot = nullptr;
    std::vector<FormField> m_fields;
    QHash<QByteArray, std::size_t> m_indices;
    std::vector<FieldRow *> m_rows;
    FieldFindingMap m_findings;
    std::size_t m_limit;
    std::size_t m_total = 0;
    bool m_folded;
    bool m_wanted = true;
    bool m_unplaced = false;    // rows were made that have no findings yet
};

}
