// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/sourcetext.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestSourceText : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void numbersLines();
    void coversThePartExactly();
    void breaksLongLines();
    void showsAPartOfALargeText();
};

namespace {

QByteArray randomText(QRandomGenerator &random, int size)
{
    const QByteArrayList bits{
        "a", "\n", "\r\n", "\r", "é", "🙂", ",", "{\"key\": 1}", " ", "\u2028", "\u2029", "xyz"};
    QByteArray text;
    while (text.size() < size)
        text += bits.at(random.bounded(static_cast<int>(bits.size())));
    return text;
}

}

void TestSourceText::numbersLines()
{
    const SourceText source("{\n  \"a\": 1\r\n}", 0);
    QCOMPARE(source.shown(), u"{\n  \"a\": 1\n}"_s);
    QCOMPARE(source.pieces().size(), 3U);
    QCOMPARE(source.pieces()[2].line, 3);
    QVERIFY(source.isWhole());
    QCOMPARE(SourceText("", 0).pieces().size(), 1U);
}

// What is between the pieces is nothing but line ends, and places go there and back.
void TestSourceText::coversThePartExactly()
{
    QRandomGenerator random(23);
    for (int round = 0; round < 200; ++round) {
        const SourceText source(randomText(random, random.bounded(6000)), 0);
        QVERIFY(source.isWhole());
        qsizetype at = 0;
        for (const SourceText::Piece &piece : source.pieces()) {
            QByteArray between = source.text().mid(at, piece.offset - at);
            QVERIFY(between.isEmpty() || between == "\n" || between == "\r\n");
            QVERIFY(piece.length <= SourceText::longestPiece);
            QCOMPARE(source.positionOf(piece.offset), piece.position);
            QCOMPARE(source.offsetOf(piece.position), piece.offset);
            at = piece.offset + piece.length;
        }
        QVERIFY(source.text().mid(at).isEmpty());
        QCOMPARE(source.shown().count(u'\n') + 1, static_cast<qsizetype>(source.pieces().size()));
        QVERIFY(!source.shown().contains(u'\r') && !source.shown().contains(QChar::ParagraphSeparator));
    }
}

void TestSourceText::breaksLongLines()
{
    QByteArray text = "[";
    for (int i = 0; i < 3000; ++i)
        text += QByteArray::number(i) + ",";
    text += "0]";
    const SourceText source(text, 0);
    QVERIFY(source.pieces().size() > 5);
    for (std::size_t i = 0; i + 1 < source.pieces().size(); ++i) {
        const SourceText::Piece &piece = source.pieces()[i];
        QCOMPARE(text.at(piece.offset + piece.length - 1), ',');
        QCOMPARE(piece.continued, i > 0);
        QCOMPARE(piece.line, 1);
    }
    const SourceText dense(QByteArray("é").repeated(10'000), 0);
    for (const SourceText::Piece &piece : dense.pieces())
        QCOMPARE(piece.offset % 2, 0);
}

void TestSourceText::showsAPartOfALargeText()
{
    QRandomGenerator random(3);
    const QByteArray text = randomText(random, 5 << 20);
    for (const double share : {0.0, 0.3, 0.77, 1.0}) {
        const auto around = static_cast<qsizetype>(share * static_cast<double>(text.size()));
        const SourceText source(text, around);
        QVERIFY(!source.isWhole());
        QVERIFY(source.begin() <= around && source.end() >= around);
        QVERIFY(source.end() - source.begin() <= SourceText::longestPart);
        const int line = 1 + static_cast<int>(text.left(source.begin()).count('\n'));
        QCOMPARE(source.pieces().front().line, line);
        QCOMPARE(source.positionOf(0), 0);
        QCOMPARE(source.positionOf(text.size()), static_cast<int>(source.shown().size()));
    }
}

}

QTEST_GUILESS_MAIN(eventscope::TestSourceText)
#include "tst_sourcetext.moc"
