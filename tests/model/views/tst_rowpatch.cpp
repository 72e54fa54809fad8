// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/rowpatch.h"

#include <QRandomGenerator>

#include <algorithm>

namespace eventscope {

class TestRowPatch : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void stepsLeadFromOldToNew();
    void refusesWhatIsNoPatch();
};

namespace {

std::vector<Row> walked(std::vector<Row> rows, const std::vector<RowStep> &steps, const std::vector<Row> &after)
{
    for (const RowStep &step : steps) {
        const auto at = rows.begin() + step.at;
        if (step.kind == RowStep::Kind::Remove)
            rows.erase(at, at + step.count);
        else
            rows.insert(at, after.begin() + step.from, after.begin() + step.from + step.count);
    }
    return rows;
}

}

void TestRowPatch::stepsLeadFromOldToNew()
{
    QRandomGenerator random(5);
    for (int round = 0; round < 3000; ++round) {
        std::vector<Row> all;
        std::vector<Row> some;
        const int size = random.bounded(40);
        const int share = random.bounded(1, 10);
        for (int i = 0; i < size; ++i) {
            all.push_back(random.bounded(100U) * 100 + static_cast<Row>(i));
            if (random.bounded(10) < share)
                some.push_back(all.back());
        }
        for (const bool grows : {true, false}) {
            const std::vector<Row> &before = grows ? some : all;
            const std::vector<Row> &after = grows ? all : some;
            const auto steps = rowSteps(before, after, 1000);
            QVERIFY(steps.has_value());
            QVERIFY(walked(before, *steps, after) == after);
        }
        const auto few = rowSteps(some, all, 2);
        QVERIFY(!few || few->size() <= 2);
    }
}

void TestRowPatch::refusesWhatIsNoPatch()
{
    QVERIFY(!rowSteps(std::vector<Row>{1, 2}, std::vector<Row>{2, 1}, 10));
    QVERIFY(!rowSteps(std::vector<Row>{1, 2, 3}, std::vector<Row>{1, 9}, 10));
    QVERIFY(!rowSteps(std::vector<Row>{}, std::vector<Row>{1}, 0));
    QVERIFY(rowSteps(std::vector<Row>{1}, std::vector<Row>{1}, 0)->empty());
}

}

QTEST_GUILESS_MAIN(eventscope::TestRowPatch)
#include "tst_rowpatch.moc"
