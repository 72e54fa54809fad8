// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldhost.h"
#include "composer/schemaform.h"
#include "composer/schemaformsection.h"

#include <QPointer>
#include <QTimer>

class QBoxLayout;

namespace eventscope {

class FieldFindings;
class SchemaFormBanner;
class SchemaFormOthers;

struct SchemaForm::Private {
    Private(SchemaForm *form, Draft &shown, FormClock clock);

    void build();
    void connectAll();

    // Follows the draft: its kind, its values, its faults.
    void refresh();
    void showInert();
    void showReadable();
    void placeBanner();
    void respec(bool always);
    void makeSections();
    void showOthers();

    void shareFindings();
    [[nodiscard]] QByteArray ownerOf(DraftPart part, const Finding &finding) const;
    [[nodiscard]] QByteArray missingOwner(DraftPart part, const JsonPointer &at, const Finding &finding) const;

    // Gives the focus to the input that is at the pointer, or the one that holds it.
    bool focusAt(DraftPart part, const JsonPointer &at);
    bool focusKey(const QByteArray &key, const JsonPointer &at);
    [[nodiscard]] std::vector<SchemaFormSection *> allSections() const;
    void takeFocus(FieldRow *row, Qt::FocusReason reason);
    void showHelp();
    void orderTabs();
    void startNew();

    SchemaForm *q;
    Draft &draft;
    FieldHost host;
    ServicePtr service;
    FormSpec spec;
    QByteArray shape;
    QByteArray kind;
    QByteArray transport;
    bool specced = false;
    bool alone = false;    // the other members are all there is

    QWidget *body = nullptr;
    QBoxLayout *column = nullptr;
    SchemaFormBanner *banner = nullptr;
    FieldFindings *general = nullptr;
    std::vector<SchemaFormSection *> sections;
    SchemaFormSection *others = nullptr;
    SchemaFormOthers *adder = nullptr;
    std::vector<Finding> findings;
    QPointer<FieldRow> row;    // whose help is shown
    QPointer<FieldRow> nextRow;
    QPointer<QWidget> waiting;    // had the focus before the text broke
    QTimer helpTimer;
};

}
