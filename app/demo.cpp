// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace eventscope {

DemoPlace::DemoPlace()
    : m_settings(m_folder.filePath(u"settings.ini"_s), QSettings::IniFormat)
{}

Result<QString> DemoPlace::storePath() const
{
    if (!m_folder.isValid())
        return failure(
            Error::Kind::Io, QCoreApplication::translate("eventscope::Demo",
                                 "The demo needs a temporary folder, and none can be made: %1. Free some space, or set "
                                 "TMPDIR to another place.")
                                 .arg(m_folder.errorString()));
    return m_folder.filePath(QCoreApplication::translate("eventscope::Demo", "Demo") + u".eventscope"_s);
}

DemoRun::DemoRun(QObject *parent)
    : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        if (m_watcher.future().resultCount() == 0)
            return;
        const Result<DemoCounts> result = m_watcher.result();
        if (result)
            emit finished(*result);
        else
            emit failed(result.error());
    });
}

DemoRun::~DemoRun()
{
    m_watcher.disconnect(this);
    m_watcher.cancel();
    m_watcher.waitForFinished();
}

void DemoRun::start(EventStore &store, const ServiceSet &services, Micros end)
{
    const Result<RecipePtr> recipe = findRecipe(u"demo"_s);
    if (recipe)
        m_watcher.setFuture(fillStore(store, services, *recipe, end));
    else
        QMetaObject::invokeMethod(
            this, [this, error = recipe.error()] { emit failed(error); }, Qt::QueuedConnection);
}

}
