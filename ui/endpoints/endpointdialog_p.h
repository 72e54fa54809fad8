// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/connectionprobe.h"
#include "delivery/endpointfile.h"
#include "endpoints/endpointdialog.h"
#include "views/latest.h"

#include <functional>
#include <map>
#include <optional>

class QLabel;
class QLayout;
class QListView;
class QPushButton;

namespace eventscope {

class AskBar;
class EndpointForm;
class EndpointModel;
class ProductionFrame;
class ProductionMark;

struct EndpointDialog::Private {
    Private(EndpointDialog *dialog, EndpointWorld endpointWorld);

    void layOut();
    QWidget *listSide();
    QWidget *formSide();
    QLayout *buttonRow();
    void connectParts();

    void load();
    void take(std::vector<Endpoint> endpoints);
    void show(const Endpoint &endpoint);
    void showNew(const QByteArray &service, const QByteArray &transport);
    void showFirst();
    void select(EndpointId id);
    void change();

    [[nodiscard]] bool isDirty() const;
    void leave(std::function<void()> then);
    void save(std::function<void()> then);
    void settle(const Result<EndpointId> &saved);
    void keep(const std::map<int, QByteArray> &keys);
    void use();
    void duplicate();
    void remove();
    void test();

    void chooseImport();
    void importFrom(const QString &path);
    void takeImport(Result<EndpointsRead> read);
    void chooseExport();
    void exportTo(const QString &path);

    EndpointDialog *q;
    EndpointWorld world;
    EndpointModel *model;
    QListView *list;
    QLabel *empty;
    QPushButton *add;
    QPushButton *copy;
    QPushButton *drop;
    QPushButton *importButton;
    QPushButton *exportButton;
    ProductionFrame *frame;
    QLabel *title;
    ProductionMark *mark;
    AskBar *bar;
    EndpointForm *form;
    QLabel *probeNote;
    QPushButton *probeButton;
    QPushButton *saveButton;
    QPushButton *useButton;
    ConnectionProbe *probe;
    Latest<std::vector<Endpoint>> listing;
    Latest<EndpointId> saving;
    Latest<void> keeping;    // of keys in the keyring
    Latest<EndpointsRead> importing;
    Latest<void> exporting;
    QString transferPath;    // of the file that is read or written
    std::function<void()> afterSave;
    std::map<int, QByteArray> keysToEnter;
    Endpoint savedAs;
    QStringList entriesBefore;    // in the keyring; the list may tell of what is saved before its saving does
    Endpoint baseline;
    std::optional<EndpointId> wanted;    // to be shown when the list has come
    EndpointId returning = 0;            // removed, and on its way back
};

}
