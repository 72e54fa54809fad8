// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "store/eventfilter.h"
#include "testmain.h"
#include "views/celltext.h"
#include "views/tablecolumn.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestCellText : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void makesOneLine_data();
    void makesOneLine();
    void cutsLongValues();
    void countsInWords();
    void undoesLiterals();
    void knowsPatterns();
    void keepsColumnIds();
    void readsPaths_data();
    void readsPaths();
};

void TestCellText::makesOneLine_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("plain") << QByteArray("a b") << u"a b"_s;
    QTest::newRow("unicode") << QByteArray("Üç 🙂") << u"Üç 🙂"_s;
    QTest::newRow("line break") << QByteArray("a\nb\tc") << u"a\u240Ab\u2409c"_s;
    QTest::newRow("nul") << QByteArray("a\0b", 3) << u"a\u2400b"_s;
    QTest::newRow("delete") << QByteArray("a\x7F") << u"a\u2421"_s;
    QTest::newRow("paragraph") << QByteArray("a\u2029b") << u"a\u00B7b"_s;
    QTest::newRow("right to left override") << QByteArray("a\u202Eb") << u"a\u00B7b"_s;
}

void TestCellText::makesOneLine()
{
    QFETCH(QByteArray, value);
    QTEST(lineOf(viewOf(value)), "expected");
}

void TestCellText::cutsLongValues()
{
    QCOMPARE(lineOf(std::string(300, 'x')).size(), 300);
    QCOMPARE(lineOf(std::string(301, 'x')), QString(300, u'x') + u'\u2026');
    QVERIFY(lineOf("x", true).endsWith(u'\u2026'));
    // A surrogate pair is not torn.
    const QString faces = QString(299, u'x') + u"🙂🙂"_s;
    QCOMPARE(lineOf(viewOf(faces.toUtf8())), QString(299, u'x') + u'\u2026');
    QVERIFY(lineOf(std::string(10'000'000, 'x')).size() == 301);
}

void TestCellText::countsInWords()
{
    QCOMPARE(counted(1, u"one"_s, u"%1 many"_s), u"one"_s);
    QCOMPARE(counted(0, u"one"_s, u"%1 many"_s), u"0 many"_s);
    QCOMPARE(counted(12, u"%1 one"_s, u"%1 many"_s), u"12 many"_s);
}

void TestCellText::undoesLiterals()
{
    QRandomGenerator random(11);
    for (int i = 0; i < 2000; ++i) {
        QByteArray value;
        for (int n = random.bounded(12); n > 0; --n)
            value += QByteArrayList{"a", "*", "?", "\\", " ", "é"}.at(random.bounded(6));
        QCOMPARE(plainValue(literal(value)), std::optional(value));
    }
}

void TestCellText::knowsPatterns()
{
    QVERIFY(!plainValue("user_*"));
    QVERIFY(!plainValue("a?"));
    QCOMPARE(plainValue("a\\*"), std::optional(QByteArray("a*")));
}

void TestCellText::keepsColumnIds()
{
    QList<TableColumn> columns = builtInColumns();
    columns.append({TableColumn::Kind::Path, "/a~1b/ü/0"});
    columns.append({TableColumn::Kind::Path, {}});
    for (const TableColumn &column : std::as_const(columns))
        QCOMPARE(columnFromId(columnId(column)), std::optional(column));
    QVERIFY(!columnFromId(u"nonsense"));
    QVERIFY(!columnFromId(u"path:no-slash"));
    for (const TableColumn &column : builtInColumns())
        for (const bool descending : {false, true}) {
            const SearchOrder order = orderBy(column, descending);
            QCOMPARE(orderFromId(orderId(order)), std::optional(order));
            QCOMPARE(rankIn({{SortKey::Path, false, "/a"}, order}, column), 1);
        }
}

void TestCellText::readsPaths_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("pointer") << u" /props/model "_s << QByteArray("/props/model");
    QTest::newRow("dots") << u"props.model"_s << QByteArray("/props/model");
    QTest::newRow("one name") << u"model"_s << QByteArray("/model");
    QTest::newRow("slash in a name") << u"a/b.c"_s << QByteArray("/a~1b/c");
    QTest::newRow("broken") << u"/a~2"_s << QByteArray();
    QTest::newRow("nothing") << u"  "_s << QByteArray();
}

void TestCellText::readsPaths()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, path);
    const auto column = pathColumn(text);
    QCOMPARE(column.has_value(), !path.isEmpty());
    if (column)
        QCOMPARE(column->path, path);
    else
        QVERIFY(!column.error().message.isEmpty());
}

}

QTEST_GUILESS_MAIN(eventscope::TestCellText)
#include "tst_celltext.moc"
