// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/findingslist.h"
#include "composer/jsoneditor.h"
#include "testmain.h"
#include "theme.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMainWindow>
#include <QMimeData>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QToolButton>
#include <QToolTip>

#include <Qsci/qsciscintillabase.h>

using namespace Qt::StringLiterals;

namespace eventscope {

using Sci = QsciScintillaBase;

class TestJsonEditor : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        test::failOnWarnings();
        applyTheme(ThemeChoice::Light);
    }
    void typingBecomesEdits();
    void indentsAndDedents();
    void takesWhatIsComposed();
    void takesDrops();
    void keepsLineEnds_data();
    void keepsLineEnds();
    void keepsAnyBytes();
    void undoesThroughTheDraft();
    void editsFromElsewhereKeepTheCaret();
    void copiesWithoutBreaks();
    void pastesLongLines();
    void stepsOverBreaks();
    void followsRandomKeys();
    void finds();
    void marksFindings();
    void goesFromFindingToFinding();
    void tellsSentences();
    void asksForTheFixAtTheCaret();
    void keysAreTakenBeforeTheWindow();
    void folds();
    void foldsAndWrapsShortTextsOnly();
    void tellsToolsShortTextsOnly();
    void followsTheTheme();
    void showsAndTellsPlaces();
    void escapeLeaves();
    void listsFindings();
};

namespace {

// QTest::keyClicks() knows ASCII only.
void type(QWidget *widget, const QString &text)
{
    for (const QChar c : text) {
        if (c.unicode() < 0x80)
            QTest::keyClicks(widget, c);
        else
            QTest::sendKeyEvent(QTest::Click, widget, Qt::Key_unknown, c, Qt::NoModifier);
    }
}

struct Subject {
    explicit Subject(const QByteArray &text)
        : draft(DraftState{text, {}, {}, {}, {}, 0})
        , editor(draft)
        , source(editor.findChild<QsciScintillaBase *>(u"jsonSource"_s))
    {
        editor.resize(800, 500);
        static_cast<QWidget &>(editor).show();
        editor.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&editor));
        editor.focusEditor();
    }

    void keys(const QString &text) { type(source, text); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(source, key, modifiers); }
    void caretAt(quint32 offset) { editor.show(offset, 0, true); }
    [[nodiscard]] QByteArray shown() const
    {
        const long length = source->SendScintilla(Sci::SCI_GETLENGTH);
        QByteArray bytes(length + 1, '\0');
        source->SendScintilla(Sci::SCI_GETTEXTRANGE, 0L, length, bytes.data());
        return bytes.left(length);
    }
    [[nodiscard]] long lines() const { return source->SendScintilla(Sci::SCI_GETLINECOUNT); }

    Draft draft;
    JsonEditor editor;
    QsciScintillaBase *source;
};

Finding findingAt(quint32 offset, quint32 length, Severity severity = Severity::Error)
{
    Finding finding;
    finding.rule = "R" + QByteArray::number(offset);
    finding.severity = severity;
    finding.offset = offset;
    finding.length = length;
    finding.sentence = u"Sentence of %1."_s.arg(offset);
    return finding;
}

QByteArray longLine(int items)
{
    QByteArray text = "{\"list\":[";
    for (int i = 0; i < items; ++i)
        text += "{\"name\":\"n" + QByteArray::number(i) + "\"},";
    return text + "0]}";
}

}

void TestJsonEditor::typingBecomesEdits()
{
    Subject s("{}");
    QSignalSpy edits(&s.draft, &Draft::edited);
    QSignalSpy moves(&s.editor, &JsonEditor::caretMoved);
    s.caretAt(1);
    s.keys(u"\"a\": 1"_s);
    QCOMPARE(s.draft.text(), "{\"a\": 1}");
    QCOMPARE(edits.count(), 6);
    QCOMPARE(s.editor.caretOffset(), 7U);
    QCOMPARE(moves.last().first().toUInt(), 7U);
    s.key(Qt::Key_Backspace);
    s.keys(u"é€"_s);
    QCOMPARE(s.draft.text(), "{\"a\": \xC3\xA9\xE2\x82\xAC}");
    s.key(Qt::Key_Left, Qt::ShiftModifier);
    s.keys(u"x"_s);    // over a selection: one edit
    QCOMPARE(s.draft.text(), "{\"a\": \xC3\xA9x}");
    const auto last = edits.last().at(1).value<std::vector<TextEdit>>();
    QVERIFY((last == std::vector<TextEdit>{{8, 3, "x"}}));
    s.key(Qt::Key_A, Qt::ControlModifier);
    s.key(Qt::Key_Delete);
    QCOMPARE(s.draft.text(), "");
    QCOMPARE(s.shown(), "");
}

void TestJsonEditor::indentsAndDedents()
{
    Subject s("");
    s.keys(u"{"_s);
    s.key(Qt::Key_Return);
    s.keys(u"\"a\": ["_s);
    s.key(Qt::Key_Return);
    s.keys(u"1"_s);
    s.key(Qt::Key_Return);
    s.keys(u"]"_s);
    s.key(Qt::Key_Return);
    s.keys(u"}"_s);
    QCOMPARE(s.draft.text(), "{\n  \"a\": [\n    1\n  ]\n}");
    s.caretAt(1);
    s.keys(u"{}"_s);
    s.key(Qt::Key_Left);
    s.key(Qt::Key_Return);
    QCOMPARE(s.draft.text(), "{{\n  \n}\n  \"a\": [\n    1\n  ]\n}");
    s.key(Qt::Key_A, Qt::ControlModifier);
    s.key(Qt::Key_Tab);
    QCOMPARE(s.draft.text(), "  {{\n    \n  }\n    \"a\": [\n      1\n    ]\n  }");
    s.key(Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(s.draft.text(), "{{\n  \n}\n  \"a\": [\n    1\n  ]\n}");
    s.caretAt(0);
    s.key(Qt::Key_Tab);
    QVERIFY(s.draft.text().startsWith("  {{"));
    QVERIFY(s.source->hasFocus());
}

void TestJsonEditor::takesWhatIsComposed()
{
    Subject s("[]");
    s.caretAt(1);
    QInputMethodEvent composing(u"\"a"_s, {});
    QApplication::sendEvent(s.source, &composing);
    auto *composed = s.editor.findChild<QLabel *>(u"composedText"_s);
    QVERIFY(composed->isVisible());
    QCOMPARE(s.draft.text(), "[]");
    QInputMethodEvent done;
    done.setCommitString(u"\"\u3042\""_s);
    QApplication::sendEvent(s.source, &done);
    QVERIFY(!composed->isVisible());
    QCOMPARE(s.draft.text(), "[\"\xE3\x81\x82\"]");
    QCOMPARE(s.shown(), s.draft.text());
    QCOMPARE(s.editor.caretOffset(), 6U);
}

void TestJsonEditor::takesDrops()
{
    Subject s("{}");
    QMimeData dropped;
    dropped.setText(QString::fromUtf8(longLine(2000)));
    QDragEnterEvent enter(QPoint(2, 2), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(s.source->viewport(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(2, 2), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(s.source->viewport(), &drop);
    QVERIFY(s.draft.text().contains(longLine(2000)));
    QVERIFY(s.lines() > 100);
    s.draft.undo();
    QCOMPARE(s.draft.text(), "{}");
    QCOMPARE(s.shown(), "{}");
}

void TestJsonEditor::keepsLineEnds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("feeds") << QByteArray("{\n}") << QByteArray("{\n  \n}");
    QTest::newRow("returns") << QByteArray("{\r}") << QByteArray("{\r  \r}");
    QTest::newRow("both") << QByteArray("{\r\n}") << QByteArray("{\r\n  \r\n}");
    QTest::newRow("mixed") << QByteArray("{\r\n\n\r}") << QByteArray("{\r\n  \r\n\n\r}");
    QTest::newRow("none") << QByteArray("{") << QByteArray("{\n  ");
}

void TestJsonEditor::keepsLineEnds()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, after);
    Subject s(text);
    s.caretAt(1);
    s.key(Qt::Key_Return);
    QCOMPARE(s.draft.text(), after);
    QCOMPARE(s.shown(), after);
    s.draft.undo();
    QCOMPARE(s.draft.text(), text);
    QCOMPARE(s.shown(), text);
}

void TestJsonEditor::keepsAnyBytes()
{
    const QByteArray bytes("{\"\x80\xFF\0\x01\xC3\": \xED\xA0\x80}", 14);
    Subject s(bytes);
    QCOMPARE(s.shown(), bytes);
    s.key(Qt::Key_End, Qt::ControlModifier);
    s.keys(u" "_s);
    QCOMPARE(s.draft.text(), bytes + " ");
    s.key(Qt::Key_A, Qt::ControlModifier);
    s.key(Qt::Key_X, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), "");
    s.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), bytes + " ");
    QCOMPARE(s.shown(), bytes + " ");
}

void TestJsonEditor::undoesThroughTheDraft()
{
    Subject s("{\"a\": 1}");
    s.caretAt(7);
    s.keys(u"23"_s);
    s.caretAt(2);
    s.keys(u"b"_s);
    QCOMPARE(s.draft.text(), "{\"ba\": 123}");
    s.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), "{\"a\": 123}");
    QCOMPARE(s.shown(), s.draft.text());
    s.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), "{\"a\": 1}");
    QCOMPARE(s.editor.caretOffset(), 7U);
    s.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(s.draft.text(), "{\"a\": 123}");
    QCOMPARE(s.editor.caretOffset(), 9U);
    s.key(Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), "{\"ba\": 123}");
    QVERIFY(!s.draft.canRedo());
    QCOMPARE(s.source->SendScintilla(Sci::SCI_CANUNDO), 0L);
}

void TestJsonEditor::editsFromElsewhereKeepTheCaret()
{
    Subject s("{\n  \"a\": 1,\n  \"b\": 2\n}\n" + QByteArray("\n").repeated(200));
    s.caretAt(20);    // before the 2
    s.draft.edit(DraftPart::Event, {{9, 1, "12345"}});
    QCOMPARE(s.editor.caretOffset(), 24U);
    QCOMPARE(s.shown(), s.draft.text());
    s.draft.edit(DraftPart::Event, {{24, 1, "two"}});
    QCOMPARE(s.editor.caretOffset(), 24U);
    s.draft.edit(DraftPart::Event, {{2, 0, "\n\n"}, {25, 0, "-"}});
    QCOMPARE(s.editor.caretOffset(), 26U);
    QCOMPARE(s.shown(), s.draft.text());
    s.draft.edit(DraftPart::Envelope, {{0, 0, "{\"k\":1}"}});
    QCOMPARE(s.shown(), s.draft.text());
    // The place in view stays, too.
    s.source->SendScintilla(Sci::SCI_SETFIRSTVISIBLELINE, 100);
    s.source->grab();
    s.draft.edit(DraftPart::Event, {{2, 0, "\n\n\n"}});
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETFIRSTVISIBLELINE), 103L);
    DraftState other = s.draft.state();
    other.text = "[\n" + longLine(3000) + "\n]";
    s.draft.replace(other);
    QVERIFY(s.lines() > 100);
    s.draft.undo();
    QCOMPARE(s.shown(), s.draft.text());
}

void TestJsonEditor::copiesWithoutBreaks()
{
    const QByteArray text = longLine(3000);
    Subject s(text);
    QVERIFY(s.lines() > 100);
    s.key(Qt::Key_A, Qt::ControlModifier);
    s.key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text().toUtf8(), text);
    s.editor.show(1000, 5000, true);
    s.key(Qt::Key_X, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text().toUtf8(), text.mid(1000, 5000));
    QCOMPARE(s.draft.text(), text.left(1000) + text.mid(6000));
    s.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), text);
    QCOMPARE(s.editor.caretOffset(), 6000U);
    s.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(s.draft.text().size(), text.size() - 5000);
}

void TestJsonEditor::pastesLongLines()
{
    Subject s("[]");
    QApplication::clipboard()->setText(QString::fromUtf8(longLine(5000)));
    s.caretAt(1);
    s.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), "[" + longLine(5000) + "]");
    QVERIFY(s.lines() > 300);
    s.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), "[]");
    QCOMPARE(s.lines(), 1L);
}

void TestJsonEditor::stepsOverBreaks()
{
    const QByteArray text = longLine(3000);
    Subject s(text);
    const long second = s.source->SendScintilla(Sci::SCI_POSITIONFROMLINE, 1);
    s.source->SendScintilla(Sci::SCI_GOTOPOS, second);
    const quint32 offset = s.editor.caretOffset();
    QCOMPARE(offset, quint32(second - 1));
    s.key(Qt::Key_Backspace);
    QCOMPARE(s.draft.text(), text);
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETCURRENTPOS), second - 1);
    QCOMPARE(s.editor.caretOffset(), offset);
    s.key(Qt::Key_Delete);
    QCOMPARE(s.draft.text(), text);
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETCURRENTPOS), second);
    s.key(Qt::Key_Backspace);
    s.key(Qt::Key_Backspace);
    QCOMPARE(s.draft.text(), text.left(offset - 1) + text.mid(offset));
    s.keys(u"x"_s);
    QCOMPARE(s.draft.text(), text.left(offset - 1) + "x" + text.mid(offset));
    QCOMPARE(s.editor.caret().line, 1);
    QCOMPARE(s.editor.caret().column, int(offset) + 1);
}

void TestJsonEditor::followsRandomKeys()
{
    Subject s(longLine(1500) + "\r\n{}\r" + longLine(900));
    QRandomGenerator random(7);
    const QList<Qt::Key> moves{Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End};
    for (int step = 0; step < 300; ++step) {
        if (step % 20 == 0)
            s.editor.show(random.bounded(quint32(s.draft.text().size())), 0, true);
        const auto extend = random.bounded(3) == 0 ? Qt::ShiftModifier : Qt::NoModifier;
        switch (random.bounded(9)) {
        case 0:
        case 1:
            s.keys(u"a\"{,é"_s.mid(random.bounded(5), 1));
            break;
        case 2:
            s.key(Qt::Key_Backspace, random.bounded(3) == 0 ? Qt::ControlModifier : Qt::NoModifier);
            break;
        case 3:
            s.key(Qt::Key_Delete, random.bounded(3) == 0 ? Qt::ControlModifier : Qt::NoModifier);
            break;
        case 4:
            s.key(Qt::Key_Return);
            break;
        case 5:
            s.key(random.bounded(2) == 0 ? Qt::Key_Z : Qt::Key_Y, Qt::ControlModifier);
            break;
        default:
            s.key(moves[random.bounded(int(moves.size()))], extend);
        }
        if (step % 10 != 9)
            continue;
        // A view that is made afresh shows the same, but for where lines are broken.
        QByteArray shown = s.shown();
        QByteArray text = s.draft.text();
        QCOMPARE(shown.replace("\n", ""), text.replace("\n", ""));
        const quint32 caret = s.editor.caretOffset();
        QVERIFY(caret <= quint32(s.draft.text().size()));
    }
    while (s.draft.canUndo())
        s.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(s.draft.text(), longLine(1500) + "\r\n{}\r" + longLine(900));
}

void TestJsonEditor::finds()
{
    Subject s("{\"Name\": \"name\", \"x\": \"NAME\xC3\x89\", \"y\": \"\xC3\xA9\"}\n" + longLine(3000));
    auto *bar = s.editor.findChild<QWidget *>(u"findBar"_s);
    auto *wanted = s.editor.findChild<QLineEdit *>(u"findText"_s);
    auto *count = s.editor.findChild<QLabel *>(u"findCount"_s);
    QVERIFY(!bar->isVisible());
    s.key(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(bar->isVisible() && wanted->hasFocus());
    QTest::keyClicks(wanted, u"name\"}"_s);
    QTRY_COMPARE(count->text(), u"No match"_s);
    wanted->clear();
    type(wanted, u"é"_s);
    QTRY_COMPARE(count->text(), u"1 of 2"_s);
    s.editor.findChild<QToolButton *>(u"findCase"_s)->click();
    QTRY_COMPARE(count->text(), u"1 of 1"_s);
    s.editor.findChild<QToolButton *>(u"findCase"_s)->click();
    wanted->clear();
    QTest::keyClicks(wanted, u"name"_s);
    QTRY_COMPARE(count->text(), u"1 of 3,003"_s);
    QTest::keyClick(wanted, Qt::Key_Return);
    QCOMPARE(count->text(), u"2 of 3,003"_s);
    QCOMPARE(s.editor.caretOffset(), 10U);
    s.key(Qt::Key_F3);
    s.key(Qt::Key_F3, Qt::ShiftModifier);
    s.key(Qt::Key_F3, Qt::ShiftModifier);
    s.key(Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(count->text(), u"3,003 of 3,003"_s);
    // Every match is found, also where a break stands in one.
    QCOMPARE(s.draft.text().mid(s.editor.caretOffset(), 4), "name");
    QTest::keyClick(wanted, Qt::Key_Escape);
    QVERIFY(!bar->isVisible());
    QVERIFY(s.source->hasFocus());
}

void TestJsonEditor::marksFindings()
{
    const QByteArray text = "{\"a\": 12, \"b\": {\"c\": 3}}\n" + longLine(3000);
    Subject s(text);
    Finding inEnvelope = findingAt(1, 3);
    inEnvelope.inEnvelope = true;
    const auto far = quint32(text.size() - 400);
    s.editor.setFindings({findingAt(6, 2), findingAt(15, 8, Severity::Warning), findingAt(9, 0, Severity::Info),
        findingAt(far, 40), findingAt(quint32(text.size()), 0), inEnvelope, findingAt(1, 3, Severity::NotJudged),
        findingAt(4'000'000, 5)});
    const auto valueAt = [&](int indicator, long position) {
        return s.source->SendScintilla(Sci::SCI_INDICATORVALUEAT, static_cast<unsigned long>(indicator), position);
    };
    QCOMPARE(valueAt(10, 5), 0L);
    QCOMPARE(valueAt(10, 6), 1L);
    QCOMPARE(valueAt(10, 7), 1L);
    QCOMPARE(valueAt(10, 8), 0L);
    QCOMPARE(valueAt(9, 15), 1L);    // of an object its bracket
    QCOMPARE(valueAt(9, 16), 0L);
    QCOMPARE(valueAt(8, 9), 1L);
    QCOMPARE(valueAt(8, 10), 0L);
    QCOMPARE(valueAt(10, 1), 0L);
    const long length = s.source->SendScintilla(Sci::SCI_GETLENGTH);
    QCOMPARE(valueAt(10, length - 1), 1L);
    QCOMPARE(valueAt(10, length - 399), 1L);
    s.caretAt(1);
    s.keys(u"  "_s);    // the marks go with their text
    QCOMPARE(valueAt(10, 8), 1L);
    QCOMPARE(valueAt(10, 6), 0L);
    std::vector<Finding> many;
    for (quint32 i = 0; i < 5'000; ++i)
        many.push_back(findingAt(i * 3, 1, i == 4'999 ? Severity::Error : Severity::Warning));
    s.editor.setFindings(many);
    QVERIFY(s.shown().size() > 14'997);
    s.editor.setFindings({});
    QCOMPARE(valueAt(10, 8), 0L);
}

void TestJsonEditor::goesFromFindingToFinding()
{
    Subject s("{\"a\": 12,\n \"b\": 3}");
    s.key(Qt::Key_F8);
    s.editor.setFindings({findingAt(16, 1, Severity::Warning), findingAt(6, 2)});
    s.key(Qt::Key_F8);
    QCOMPARE(s.editor.caretOffset(), 6U);
    s.key(Qt::Key_F8);
    QCOMPARE(s.editor.caretOffset(), 16U);
    s.key(Qt::Key_F8);
    QCOMPARE(s.editor.caretOffset(), 6U);
    s.key(Qt::Key_F8, Qt::ShiftModifier);
    QCOMPARE(s.editor.caretOffset(), 16U);
}

void TestJsonEditor::tellsSentences()
{
    Subject s("{\"a\": 12}");
    Finding finding = findingAt(6, 2);
    finding.sentence = u"Is <b>12</b> & no text."_s;
    s.editor.setFindings({finding});
    s.source->grab();
    const auto x = int(s.source->SendScintilla(Sci::SCI_POINTXFROMPOSITION, 0UL, 7L));
    QHelpEvent hover(QEvent::ToolTip, QPoint(x, 5), s.source->viewport()->mapToGlobal(QPoint(x, 5)));
    QApplication::sendEvent(s.source->viewport(), &hover);
    QCOMPARE(QToolTip::text(), u"<p>Is &lt;b&gt;12&lt;/b&gt; &amp; no text.</p>"_s);
    QToolTip::hideText();
}

void TestJsonEditor::keysAreTakenBeforeTheWindow()
{
    QMainWindow window;
    Draft draft(DraftState{"[1, 2, 1]", {}, {}, {}, {}, 0});
    auto *editor = new JsonEditor(draft);
    window.setCentralWidget(editor);
    int taken = 0;
    for (const QKeySequence &key : {QKeySequence(QKeySequence::Find), QKeySequence(Qt::Key_F3),
             QKeySequence(QKeySequence::Undo), QKeySequence(Qt::Key_N)}) {
        auto *action = window.addAction(u"window"_s, key);
        connect(action, &QAction::triggered, this, [&taken] { ++taken; });
    }
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    editor->focusEditor();
    auto *source = editor->findChild<QWidget *>(u"jsonSource"_s);
    auto *wanted = editor->findChild<QLineEdit *>(u"findText"_s);
    QTest::keyClick(source, Qt::Key_N);
    QTest::keyClick(source, Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(source, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(wanted->hasFocus());
    QTest::keyClicks(wanted, u"1"_s);
    QTest::keyClick(wanted, Qt::Key_F3);
    QTest::keyClick(wanted, Qt::Key_F3);
    QCOMPARE(editor->caretOffset(), 7U);
    QCOMPARE(draft.text(), "[1, 2, 1]");
    QCOMPARE(taken, 0);
}

void TestJsonEditor::asksForTheFixAtTheCaret()
{
    Subject s("{\"a\": 12, \"c\": 4,\n \"b\": 3}");
    Finding first = findingAt(6, 2);
    first.fix = Fix{u"Mend a"_s, {{6, 2, "\"12\""}}};
    Finding second = findingAt(15, 1);
    second.fix = Fix{u"Mend c"_s, {}};
    s.editor.setFindings({first, second, findingAt(24, 1)});
    QSignalSpy fixes(&s.editor, &JsonEditor::fixRequested);
    s.caretAt(16);
    s.key(Qt::Key_Return, Qt::AltModifier);
    QCOMPARE(fixes.count(), 1);
    QCOMPARE(fixes.last().first().value<Finding>(), second);
    s.caretAt(1);    // the line has one, though the caret is not at it
    s.key(Qt::Key_Return, Qt::AltModifier);
    QCOMPARE(fixes.last().first().value<Finding>(), first);
    s.caretAt(24);
    s.key(Qt::Key_Return, Qt::AltModifier);
    QCOMPARE(fixes.count(), 2);
    QCOMPARE(s.draft.text(), "{\"a\": 12, \"c\": 4,\n \"b\": 3}");
}

void TestJsonEditor::folds()
{
    Subject s("{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": 2\n}");
    s.source->grab();
    s.caretAt(6);
    s.key(Qt::Key_BracketLeft, Qt::ControlModifier | Qt::ShiftModifier);
    const auto isVisible = [&](int line) {
        return s.source->SendScintilla(Sci::SCI_GETLINEVISIBLE, static_cast<unsigned long>(line)) != 0;
    };
    QVERIFY(isVisible(1) && !isVisible(2) && isVisible(3));
    s.editor.show(18, 3, false);    // what is shown is unfolded
    QVERIFY(isVisible(2));
    QCOMPARE(s.draft.text(), s.shown());
}

void TestJsonEditor::foldsAndWrapsShortTextsOnly()
{
    Subject s("{\n  \"a\": {\n    \"b\": 1\n  }\n}");
    s.caretAt(6);
    s.source->grab();
    s.key(Qt::Key_BracketLeft, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETLINEVISIBLE, 2UL), 0L);
    DraftState longer = s.draft.state();
    longer.text.append(QByteArray("[1, 2]\n").repeated(200'000));
    s.draft.replace(longer);
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETLINEVISIBLE, 2UL), 1L);
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETWRAPMODE), long(Sci::SC_WRAP_NONE));
    s.key(Qt::Key_End, Qt::ControlModifier);
    s.source->grab();
    s.keys(u"3"_s);
    QVERIFY(s.draft.text().endsWith("]\n3"));
    while (s.draft.canUndo())
        s.draft.undo();
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETWRAPMODE), long(Sci::SC_WRAP_WORD));
    s.caretAt(6);
    s.source->grab();
    s.key(Qt::Key_BracketLeft, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETLINEVISIBLE, 2UL), 0L);
    s.key(Qt::Key_BracketRight, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(s.source->SendScintilla(Sci::SCI_GETLINEVISIBLE, 2UL), 1L);
}

void TestJsonEditor::tellsToolsShortTextsOnly()
{
    Subject s("{\"a\": 1}");
    const auto told = [&s] { return QAccessible::queryAccessibleInterface(s.source); };
    QVERIFY(told()->textInterface());
    DraftState longer = s.draft.state();
    longer.text.append(QByteArray("[1, 2]\n").repeated(200'000));
    s.draft.replace(longer);
    QVERIFY(!told()->textInterface());
    QCOMPARE(told()->role(), QAccessible::EditableText);
    QCOMPARE(told()->text(QAccessible::Name), u"Source of the event"_s);
    s.source->grab();
    s.keys(u"3"_s);
    s.draft.undo();
    s.draft.undo();
    QVERIFY(told()->textInterface());
    QCOMPARE(told()->text(QAccessible::Name), u"Source of the event"_s);
}

void TestJsonEditor::followsTheTheme()
{
    Subject s("{\"a\": 1}");
    const auto ground = [&s] {
        const long bgr = s.source->SendScintilla(Sci::SCI_STYLEGETBACK, static_cast<unsigned long>(Sci::STYLE_DEFAULT));
        return QColor(int(bgr & 0xFF), int((bgr >> 8) & 0xFF), int((bgr >> 16) & 0xFF));
    };
    QCOMPARE(ground(), s.source->palette().color(QPalette::Base));
    const QColor light = ground();
    applyTheme(ThemeChoice::Dark);
    QCoreApplication::processEvents();
    QVERIFY(ground() != light);
    QCOMPARE(ground(), s.source->palette().color(QPalette::Base));
}

void TestJsonEditor::showsAndTellsPlaces()
{
    Subject s("{\r\n\"\xC3\xA9\": 1,\r\"b\": 2}\n" + longLine(3000) + "\n[7]");
    s.editor.show(3, 4, false);
    QCOMPARE(s.editor.caret(), (TextPlace{2, 1}));
    s.caretAt(8);
    QCOMPARE(s.editor.caret(), (TextPlace{2, 5}));
    const auto end = quint32(s.draft.text().size());
    s.caretAt(end);
    QCOMPARE(s.editor.caret(), (TextPlace{5, 4}));
    s.caretAt(end + 10'000);
    QCOMPARE(s.editor.caretOffset(), end);
    for (const quint32 offset : {0U, 3U, 30U, 20'000U, end - 3})
        QVERIFY((s.caretAt(offset), s.editor.caret() == placeOf(s.draft.text().toStdString(), offset)));
}

void TestJsonEditor::escapeLeaves()
{
    QWidget window;
    Draft draft(DraftState{"{}", {}, {}, {}, {}, 0});
    auto *editor = new JsonEditor(draft, &window);
    auto *after = new QLineEdit(&window);
    after->move(0, 400);
    window.resize(600, 500);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    editor->focusEditor();
    QTest::keyClick(editor->focusWidget(), Qt::Key_Escape);
    QVERIFY(after->hasFocus());
}

void TestJsonEditor::listsFindings()
{
    FindingsList list;
    list.resize(500, 300);
    list.show();
    list.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&list));
    auto *nothing = list.findChild<QLabel *>(u"noDraftFindings"_s);
    auto *view = list.findChild<QListView *>(u"draftFindingsList"_s);
    auto *fix = list.findChild<QPushButton *>(u"fixFinding"_s);
    const QAbstractItemModelTester tester(view->model());
    QCOMPARE(nothing->text(), u"Not judged yet"_s);
    list.setFindings({});
    QCOMPARE(nothing->text(), u"No findings"_s);
    QVERIFY(nothing->isVisible() && !view->isVisible());

    Finding fixable = findingAt(6, 2, Severity::Warning);
    fixable.fix = Fix{u"Make it a text"_s, {{6, 2, "\"12\""}}};
    list.setFindings({fixable, findingAt(1, 1)});
    QCOMPARE(list.count(), 2);
    QCOMPARE(list.findChild<QLabel *>(u"findingCounts"_s)->text(), u"1 error · 1 warning"_s);
    QVERIFY(!fix->isVisible());
    QSignalSpy jumps(&list, &FindingsList::activated);
    QSignalSpy fixes(&list, &FindingsList::fixRequested);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(jumps.last().first().value<Finding>().offset, 1U);
    QTest::keyClick(view, Qt::Key_Return, Qt::AltModifier);
    QCOMPARE(fixes.count(), 0);
    QTest::keyClick(view, Qt::Key_Down);
    QVERIFY(fix->isVisible());
    QTest::keyClick(view, Qt::Key_Return, Qt::AltModifier);
    QCOMPARE(fixes.last().first().value<Finding>(), fixable);
    QTest::mouseClick(fix, Qt::LeftButton);
    QCOMPARE(fixes.count(), 2);
    // The one that is chosen stays chosen.
    list.setFindings({findingAt(0, 1), findingAt(1, 1), findingAt(2, 1), fixable});
    QCOMPARE(view->currentIndex().row(), 3);
    list.setNotJudged(u"The text is too long."_s);
    QCOMPARE(nothing->text(), u"The text is too long."_s);
    QCOMPARE(list.count(), 0);
}

}

QTEST_MAIN(eventscope::TestJsonEditor)
#include "tst_jsoneditor.moc"
