// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/jsontreemodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestJsonTreeModel : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void showsWhatStandsThere();
    void marksOverriddenKeys();
    void isEmptyWithoutJson();
    void agreesWithTheTape();
    void pagesLongLists();
    void findsPlaces();
};

namespace {

std::shared_ptr<const JsonDocument> documentOf(const QByteArray &text)
{
    return std::make_shared<const JsonDocument>(text);
}

QString cell(const JsonTreeModel &model, const QModelIndex &index, int column)
{
    return model.data(index.siblingAtColumn(column), Qt::DisplayRole).toString();
}

QByteArray randomJson(QRandomGenerator &random, int depth)
{
    switch (random.bounded(depth > 0 ? 8 : 5)) {
    case 0:
        return "null";
    case 1:
        return "0.0450";
    case 2:
        return "\"a\\u00e9\"";
    case 3:
        return "true";
    case 4:
        return "9223372036854775807";
    case 5:
    case 6: {
        QByteArray text = "{";
        for (int i = random.bounded(5); i > 0; --i)
            text += (text.size() > 1 ? "," : "") + QByteArray("\"k/") + QByteArray::number(random.bounded(4)) +
                    "\" : " + randomJson(random, depth - 1);
        return text + "}";
    }
    default: {
        QByteArray text = "[";
        for (int i = random.bounded(5); i > 0; --i)
            text += (text.size() > 1 ? "," : "") + randomJson(random, depth - 1);
        return text + "]";
    }
    }
}

// Compares a branch of the model with the value it stands for; opens everything.
void compare(JsonTreeModel &model, const QModelIndex &parent, JsonValue value)
{
    if (model.canFetchMore(parent))
        model.fetchMore(parent);
    QCOMPARE(model.rowCount(parent), static_cast<int>(value.size()));
    int row = 0;
    const auto child = [&](JsonValue expected, const QString &key) {
        const QModelIndex index = model.index(row++, 0, parent);
        QVERIFY(model.valueAt(index) == expected);
        QCOMPARE(cell(model, index, JsonTreeModel::KeyColumn), key);
        QCOMPARE(model.indexOf(expected.index()), index);
        QCOMPARE(model.pointerAt(index), pointerTo(expected));
        compare(model, index, expected);
    };
    if (value.isObject())
        for (const JsonMember member : value.members())
            child(member.value, QString::fromStdString(member.key.string()));
    else if (value.isArray())
        for (const JsonValue item : value.items())
            child(item, QString::number(row));
}

}

void TestJsonTreeModel::showsWhatStandsThere()
{
    JsonTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);    // else it inserts rows while it hears of a reset, and objects
    model.setDocument(
        documentOf(R"({ "big":9223372036854775807 ,"b":0.0450,"c":1e400,"s":"é\n","o":{"x":[1]},"e":{}})"));
    QCOMPARE(model.rowCount(), 6);
    QCOMPARE(cell(model, model.index(0, 0), 0), u"big"_s);
    QCOMPARE(cell(model, model.index(0, 0), 1), u"9223372036854775807"_s);
    QCOMPARE(cell(model, model.index(1, 0), 1), u"0.0450"_s);
    QCOMPARE(cell(model, model.index(2, 0), 1), u"1e400"_s);
    QCOMPARE(cell(model, model.index(3, 0), 1), u"\"é\u240A\""_s);
    QCOMPARE(model.copyText(model.index(3, 0)), u"é\n"_s);
    QCOMPARE(cell(model, model.index(4, 0), 1), u"{ 1 member }"_s);
    QVERIFY(model.hasChildren(model.index(4, 0)));
    QVERIFY(!model.hasChildren(model.index(5, 0)));
    QCOMPARE(model.rowCount(model.index(4, 0)), 0);    // made when it is opened
    model.fetchMore(model.index(4, 0));
    QCOMPARE(model.pointerAt(model.index(0, 0, model.index(4, 0))), QByteArray("/o/x"));
}

void TestJsonTreeModel::marksOverriddenKeys()
{
    JsonTreeModel model;
    model.setDocument(documentOf(R"({"a":1,"b":2,"\u0061":3})"));
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(model.data(model.index(0, 0), JsonTreeModel::OverriddenRole).toBool());
    QVERIFY(!model.data(model.index(1, 0), JsonTreeModel::OverriddenRole).toBool());
    QVERIFY(!model.data(model.index(2, 0), JsonTreeModel::OverriddenRole).toBool());
}

void TestJsonTreeModel::isEmptyWithoutJson()
{
    JsonTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);    // else it inserts rows while it hears of a reset, and objects
    for (const char *text : {"", "tru", "{}", "3", "[]"}) {
        model.setDocument(documentOf(text));
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!model.indexAtOffset(0).isValid());
    }
    model.setDocument(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestJsonTreeModel::agreesWithTheTape()
{
    QRandomGenerator random(77);
    JsonTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false);    // else it inserts rows while it hears of a reset, and objects
    for (int round = 0; round < 60; ++round) {
        const auto document = documentOf("{\"r\":" + randomJson(random, 4) + "}");
        QVERIFY(!document->tape.isEmpty());
        model.setDocument(document);
        compare(model, {}, document->tape.root());
    }
}

void TestJsonTreeModel::pagesLongLists()
{
    const int size = 2 * JsonTreeModel::page + 17;
    JsonTreeModel model;
    model.setDocument(documentOf("{\"list\":[" + QByteArray("7,").repeated(size - 1) + "8]}"));
    const QModelIndex list = model.index(0, 0);
    model.fetchMore(list);
    QCOMPARE(model.rowCount(list), JsonTreeModel::page + 1);
    const QModelIndex more = model.index(JsonTreeModel::page, 0, list);
    QVERIFY(model.data(more, JsonTreeModel::MoreRole).toBool());
    QVERIFY(!model.valueAt(more));
    QCOMPARE(model.parent(more), list);
    model.showMore(more);
    QCOMPARE(model.rowCount(list), 2 * JsonTreeModel::page + 1);
    model.showMore(model.index(2 * JsonTreeModel::page, 0, list));
    QCOMPARE(model.rowCount(list), size);
    QCOMPARE(cell(model, model.index(size - 1, 0, list), 1), u"8"_s);
}

void TestJsonTreeModel::findsPlaces()
{
    const QByteArray text = R"({"a":{"b":[10,{"c":"x"}]},"d":2})";
    JsonTreeModel model;
    model.setDocument(documentOf(text));
    const auto at = [&](const char *needle) {
        return model.pointerAt(model.indexAtOffset(static_cast<quint32>(text.indexOf(needle))));
    };
    QCOMPARE(at("10"), QByteArray("/a/b/0"));
    QCOMPARE(at("\"x\""), QByteArray("/a/b/1/c"));
    QCOMPARE(at("\"c\""), QByteArray("/a/b/1/c"));
    QCOMPARE(at("\"d\""), QByteArray("/d"));
    QCOMPARE(at("\"b\""), QByteArray("/a/b"));
}

}

QTEST_GUILESS_MAIN(eventscope::TestJsonTreeModel)
#include "tst_jsontreemodel.moc"
