// SPDX-License-Identifier: GPL-3.0-or-later
// Draft 07, keyword by keyword: tests/data/json-schema/draft7, in the form of the public test suite, with the
// schemas they refer to beside it.
#include "event/utf8.h"
#include "schema/jsonschema.h"
#include "schema/schemadocument.h"
#include "schema/schemalibrary.h"
#include "testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace eventscope;

class TestDraft07 : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void initTestCase()
    {
        auto library = std::make_shared<SchemaLibrary>();
        const auto mapped = library->map("http://localhost:1234/", folder(QStringLiteral("remotes")));
        QVERIFY2(mapped, mapped ? "" : qPrintable(mapped.error().message));
        m_library = std::move(library);
    }

    void keywords_data()
    {
        QTest::addColumn<QString>("file");
        const QDir files(folder(QStringLiteral("draft7")));
        for (const QString &name : files.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
            QTest::newRow(qPrintable(name)) << files.filePath(name);
    }

    void keywords()
    {
        QFETCH(QString, file);
        QFile input(file);
        QVERIFY(input.open(QIODevice::ReadOnly));
        const auto document = SchemaDocument::read(input.readAll());
        QVERIFY(document);
        QVERIFY(document->root().size() > 0);
        for (const auto group : document->root().items())
            judge(group);
    }

private:
    static QString folder(const QString &name) { return QStringLiteral(EVENTSCOPE_TEST_DATA "/json-schema/") + name; }

    // Each group's schema is a document of its own, so that its references start at its root.
    void judge(JsonValue group)
    {
        const QString title = stringOf(group.find("description").string());
        const auto own = SchemaDocument::read(bytesOf(group.find("schema").raw()));
        const auto schema = JsonSchema::compile(own, {}, {.assertFormats = true, .library = m_library});
        QVERIFY2(schema, schema ? "" : qPrintable(title + QStringLiteral(": ") + schema.error().reason));
        for (const auto one : group.find("tests").items()) {
            const QString name = title + QStringLiteral(": ") + stringOf(one.find("description").string());
            const bool valid = one.find("valid").kind() == JsonKind::True;
            QVERIFY2((*schema)->accepts(one.find("data")) == valid, qPrintable(name));
            const auto failures = (*schema)->failures(one.find("data"));
            QVERIFY2(failures.empty() == valid, qPrintable(name));
            for (const SchemaFailure &failure : failures)
                QVERIFY2(failure.at && !failure.sentence.isEmpty() && !failure.keyword.isEmpty(), qPrintable(name));
        }
    }

    std::shared_ptr<const SchemaLibrary> m_library;
};

QTEST_GUILESS_MAIN(TestDraft07)
#include "tst_draft07.moc"
