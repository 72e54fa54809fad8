// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storenotes.h"

#include <QCoreApplication>

namespace eventscope {

StoreNotes::StoreNotes(StoreAccess access, QString readOnlyReason, Writer *writer)
    : m_access(std::move(access))
    , m_readOnlyReason(std::move(readOnlyReason))
    , m_writer(writer)
    , m_thread("store.notes", 1)
{}

StoreNotes::~StoreNotes() = default;

QString closedStoreSentence()
{
    return QCoreApplication::translate("Store", "The store was closed before it was read.");
}

SQLite::Database &StoreNotes::connection()
{
    if (!m_database)
        m_database = connectTo(m_access);
    return *m_database;
}

}
