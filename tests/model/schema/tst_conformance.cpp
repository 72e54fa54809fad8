// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the public JSON Schema test suite, wherever a copy of its folders is: draft2020-12 and, where they
// are there, its optional files and draft7, with remotes beside them. EVENTSCOPE_CONFORMANCE names the
// folder that holds them.
#include "event/utf8.h"
#include "schema/jsonschema.h"
#include "schema/schemadocument.h"
#include "schema/schemalibrary.h"
#include "testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace eventscope;

namespace {

// What the drafts leave open and is done here.
const QStringList optionalFiles{QStringLiteral("bignum"), QStringLiteral("ecmascript-regex"),
    QStringLiteral("float-overflow"), QStringLiteral("non-bmp-regex"), QStringLiteral("format-assertion"),
    QStringLiteral("unknownKeyword"), QStringLiteral("id"), QStringLiteral("anchor"), QStringLiteral("no-schema"),
    QStringLiteral("dynamicRef"), QStringLiteral("refOfUnknownKeyword")};

// The formats that are asserted.
const QStringList formats{QStringLiteral("date-time"), QStringLiteral("date"), QStringLiteral("time"),
    QStringLiteral("duration"), QStringLiteral("email"), QStringLiteral("idn-email"), QStringLiteral("hostname"),
    QStringLiteral("ipv4"), QStringLiteral("ipv6"), QStringLiteral("uri"), QStringLiteral("uri-reference"),
    QStringLiteral("iri"), QStringLiteral("uuid"), QStringLiteral("json-pointer"),
    QStringLiteral("relative-json-pointer"), QStringLiteral("uri-template"), QStringLiteral("regex"),
    QStringLiteral("unknown")};

QString suiteFolder()
{
    return qEnvironmentVariable("EVENTSCOPE_CONFORMANCE");
}

void addFiles(const QString &below, const QStringList &names, bool assertsFormats)
{
    const QDir folder(QDir(suiteFolder()).filePath(below));
    for (const QString &name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        if (names.isEmpty() || names.contains(name.chopped(5)))
            QTest::newRow(qPrintable(below + u'/' + name)) << folder.filePath(name) << assertsFormats;
    }
}

QByteArray defaultDraft(const QString &file)
{
    return file.contains(QStringLiteral("draft7")) ? "http://json-schema.org/draft-07/schema#" : QByteArray();
}

}

class TestConformance : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!QDir(suiteFolder()).exists(QStringLiteral("draft2020-12")) || suiteFolder().isEmpty())
            QSKIP("EVENTSCOPE_CONFORMANCE names no folder with draft2020-12: the public test suite is not run");
        auto library = std::make_shared<SchemaLibrary>();
        const auto mapped =
            library->map("http://localhost:1234/", QDir(suiteFolder()).filePath(QStringLiteral("remotes")));
        QVERIFY2(mapped, mapped ? "" : qPrintable(mapped.error().message));
        m_library = std::move(library);
    }

    void init() { test::failOnWarnings(); }

    void groups_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("assertsFormats");
        for (const char *draft : {"draft2020-12", "draft7"}) {
            const QString name = QLatin1String(draft);
            addFiles(name, {}, false);
            addFiles(name + QStringLiteral("/optional"), optionalFiles, false);
            addFiles(name + QStringLiteral("/optional/format"), formats, true);
        }
    }

    void groups()
    {
        QFETCH(QString, file);
        QFETCH(bool, assertsFormats);
        QFile input(file);
        QVERIFY(input.open(QIODevice::ReadOnly));
        const auto document = SchemaDocument::read(input.readAll());
        QVERIFY(document);
        for (const auto group : document->root().items())
            judgeGroup(group, {.assertFormats = assertsFormats, .library = m_library}, defaultDraft(file));
    }

private:
    // Each group's schema is a document of its own, so that its references start at its root.
    void judgeGroup(JsonValue group, SchemaOptions options, const QByteArray &draft)
    {
        const QString title = stringOf(group.find("description").string());
        QByteArray text = bytesOf(group.find("schema").raw());
        if (!draft.isEmpty() && group.find("schema").isObject() && !group.find("schema").find("$schema"))
            text.insert(1, "\"$schema\":\"" + draft + (group.find("schema").size() == 0 ? "\"" : "\","));
        const auto schema = JsonSchema::compile(SchemaDocument::read(text), {}, std::move(options));
        QVERIFY2(schema, qPrintable(title + QStringLiteral(": ") + (schema ? QString() : schema.error().reason)));
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

QTEST_GUILESS_MAIN(TestConformance)
#include "tst_conformance.moc"
