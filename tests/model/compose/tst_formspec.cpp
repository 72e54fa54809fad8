// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formvalue.h"
#include "event/utf8.h"
#include "formtext.h"
#include "testmain.h"

#include <nlohmann/json.hpp>

using namespace eventscope;
using namespace Qt::StringLiterals;
using namespace nlohmann::literals;

class TestFormSpec : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void drawsTheBuiltInServices_data();
    void drawsTheBuiltInServices();
};

void TestFormSpec::drawsTheBuiltInServices_data()
{
    QTest::addColumn<QByteArray>("service");
    const Services services = Services::load(QDir(u"/nonexistent"_s)).services;
    for (const ServicePtr &service : services.all())
        QTest::newRow(service->id().constData()) << service->id();
}

// Every field of every shape and kind, and the blank event: the tables in tests/data/forms were read by people.
void TestFormSpec::drawsTheBuiltInServices()
{
    QFETCH(const QByteArray, service);
    const ServicePtr found = Services::load(QDir(u"/nonexistent"_s)).services.find(service);
    QByteArray text;
    for (const Shape &shape : found->shapes()) {
        QByteArrayList kinds{{}};
        const auto cases = found->definition().value("/switch/to"_json_pointer, nlohmann::ordered_json::object());
        for (const auto &[kind, schema] : cases.items())
            kinds.push_back(QByteArray::fromStdString(kind));
        for (const QByteArray &kind : kinds) {
            text += "=== " + shape.id + (kind.isEmpty() ? "" : " " + kind) + '\n';
            text += test::specText(formSpec(*found, shape.id, kind));
            text += blankEvent(*found, shape.id, kind) + "\n\n";
        }
    }
    const QString path = QStringLiteral(EVENTSCOPE_TEST_DATA "/forms/%1.txt").arg(QString::fromUtf8(service));
    if (qEnvironmentVariableIsSet("EVENTSCOPE_WRITE_FORMS")) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    const QByteArrayList expected = test::fileText(path).split('\n');
    const QByteArrayList lines = text.split('\n');
    for (qsizetype i = 0; i < std::min(lines.size(), expected.size()); ++i)
        QCOMPARE(lines[i], expected[i]);
    QCOMPARE(lines.size(), expected.size());
}

QTEST_GUILESS_MAIN(TestFormSpec)
#include "tst_formspec.moc"
