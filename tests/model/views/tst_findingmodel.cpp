// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/findingmodel.h"

#include <QAbstractItemModelTester>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestFindingModel : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void listsTheWorstFirst();
    void tellsAllThatIsKnown();
    void saysHowManyAreLeftOut();
};

namespace {

Finding findingOf(Severity severity, const QString &sentence)
{
    Finding finding;
    finding.rule = "R1";
    finding.severity = severity;
    finding.sentence = sentence;
    return finding;
}

}

void TestFindingModel::listsTheWorstFirst()
{
    FindingModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFindings({findingOf(Severity::NotJudged, u"d"_s), findingOf(Severity::Warning, u"b1"_s),
        findingOf(Severity::Info, u"c"_s), findingOf(Severity::Error, u"a"_s), findingOf(Severity::Warning, u"b2"_s)});
    QString order;
    for (int row = 0; row < model.rowCount(); ++row)
        order += model.index(row).data().toString() + u' ';
    QCOMPARE(order, u"a b1 b2 c d "_s);
    QCOMPARE(model.judgedCount(), 4);
    model.setFindings({});
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.findingAt({}));
}

void TestFindingModel::tellsAllThatIsKnown()
{
    Finding finding = findingOf(Severity::Error, u"Not a number."_s);
    finding.pointer = "/a/b";
    finding.expected = u"number"_s;
    finding.found = u"\"x\""_s;
    finding.source = u"the reference"_s;
    finding.fix = Fix{u"make it 1"_s, {}};
    FindingModel model;
    model.setFindings({finding});
    const QString text = model.copyText(model.index(0));
    for (const QString &part :
        {finding.sentence, u"R1"_s, u"/a/b"_s, finding.expected, finding.found, finding.source, finding.fix->label})
        QVERIFY2(text.contains(part), qPrintable(part));
    QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(), text);
}

void TestFindingModel::saysHowManyAreLeftOut()
{
    FindingModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFindings(std::vector<Finding>(FindingModel::limit + 3, findingOf(Severity::Error, u"x"_s)));
    const int last = static_cast<int>(FindingModel::limit);
    QCOMPARE(model.rowCount(), last + 1);
    QCOMPARE(model.index(last).data().toString(), u"3 more"_s);
    QVERIFY(!model.findingAt(model.index(last)));
    QVERIFY(model.copyText(model.index(last)).isEmpty());
}

}

QTEST_GUILESS_MAIN(eventscope::TestFindingModel)
#include "tst_findingmodel.moc"
