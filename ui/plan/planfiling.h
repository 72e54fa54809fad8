// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planbook.h"
#include "plan/planfiles.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"
#include "views/latest.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <functional>

class QDialog;
class QFileDialog;

namespace eventscope {

class PlanActions;
class ScopeProfile;

// Makes, reads and writes plans of a book: by hand, from events, files and tables. Files are read and written
// elsewhere than on the GUI thread; dialogs do not block.
class PlanFiling : public QObject {
    Q_OBJECT

public:
    PlanFiling(PlanBook &book, EventStore &store, const ServiceSet &services, const ScopeProfile &scope,
        PlanActions &actions, QWidget &window);
    ~PlanFiling() override;

public slots:
    void create();
    void infer();
    void chooseFile();

signals:
    void noticed(const QString &sentence);
    void failed(const QString &sentence);

private:
    struct ReadCsv {
        CsvTable table;
        QString file;
    };

    void readPlan(const QString &path);
    void importCsv();
    void readTable(const QString &path);
    void offerColumns(const ReadCsv &csv);
    void importSchemas();
    void saveFile();
    void exportCsv();
    void exportSchemas();
    void writeSchemas(const QString &folder, bool replace);
    void rename();
    void duplicate();
    void askTitle(const QString &title, const QString &text, std::function<void(const QString &)> use);
    void write(const QString &path, std::function<QByteArray()> text);
    [[nodiscard]] QFileDialog *dialog(const QString &name, const QString &title, const QStringList &filters);
    void open(QDialog *dialog);
    [[nodiscard]] QString fileName(const QString &suffix) const;

    PlanBook &m_book;
    EventStore &m_store;
    const ServiceSet &m_services;
    const ScopeProfile &m_scope;
    QWidget &m_window;
    Latest<PlanContent> m_reading;
    Latest<ReadCsv> m_table;
    Latest<QString> m_writing;
    Latest<QStringList> m_folder;
    QString m_folderPath;
    QList<QPointer<QDialog>> m_open;
};

}
