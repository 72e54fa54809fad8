// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "schema/schemadocument.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace eventscope {

// Where the schemas are that others refer to by URI: folders and files of this machine, never the network.
// The meta-schemas of the drafts are known without being added. Fill it, then share it: reading is safe
// from any thread; documents are read when first asked for and kept.
class SchemaLibrary {
public:
    SchemaLibrary();
    ~SchemaLibrary();
    SchemaLibrary(SchemaLibrary &&) noexcept;
    SchemaLibrary &operator=(SchemaLibrary &&) noexcept;

    // "http://localhost:1234/" and a folder: what follows the prefix is a path below the folder, with
    // ".json" appended where there is no such file otherwise. A longer prefix wins. Nothing outside the
    // folder is read, whatever the path says. NotFound where there is no such folder; BadInput for a
    // prefix that is no absolute URI.
    [[nodiscard]] Result<void> map(const QByteArray &prefix, const QString &folder);
    // A document at that URI, without a fragment.
    void add(const QByteArray &uri, std::shared_ptr<const SchemaDocument> document);

    // NotFound where nothing is mapped or there is no file; BadInput with file, line and reason for one that
    // is no JSON.
    [[nodiscard]] Result<std::shared_ptr<const SchemaDocument>> document(const QByteArray &uri) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
