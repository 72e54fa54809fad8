// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planactions.h"

using namespace Qt::StringLiterals;

namespace eventscope {

PlanActions::PlanActions(QWidget *parent)
    : QMenu(parent)
{
    setObjectName(u"planActions"_s);
    create = make(u"planCreate"_s, tr("&New plan…"));
    infer = make(u"planInfer"_s, tr("&Infer from events…"));
    openFile = make(u"planOpenFile"_s, tr("&Open plan file…"));
    importCsv = make(u"planImportCsv"_s, tr("Import &CSV…"));
    importSchemas = make(u"planImportSchemas"_s, tr("Import folder of JSON &Schemas…"));
    addSeparator();
    saveFile = make(u"planSaveFile"_s, tr("S&ave as file…"));
    exportCsv = make(u"planExportCsv"_s, tr("&Export CSV…"));
    exportSchemas = make(u"planExportSchemas"_s, tr("Export &JSON Schemas…"));
    addSeparator();
    rename = make(u"planRename"_s, tr("&Rename…"));
    duplicate = make(u"planDuplicate"_s, tr("&Duplicate"));
    remove = make(u"planRemove"_s, tr("Re&move"));
}

QAction *PlanActions::make(const QString &name, const QString &text)
{
    QAction *action = addAction(text);
    action->setObjectName(name);
    return action;
}

void PlanActions::setState(bool isThere, bool isSound, bool isWritable)
{
    for (QAction *action : {create, infer, openFile, importCsv, importSchemas})
        action->setEnabled(isWritable);
    saveFile->setEnabled(isThere);
    for (QAction *action : {exportCsv, exportSchemas})
        action->setEnabled(isSound);
    for (QAction *action : {rename, duplicate})
        action->setEnabled(isSound && isWritable);
    remove->setEnabled(isThere && isWritable);
}

}
