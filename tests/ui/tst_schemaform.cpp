// SPDX-License-Identifier: GPL-3.0-or-later
#include "everyform.h"

#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

using test::Every;

// Each editor, by keys.
class TestSchemaForm : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void typingMakesAMember();
    void typingIsOneStepOfUndo();
    void keepsCaretAndSelection();
    void emptiedTextsStay();
    void emptiedNumbersGo();
    void removesByKeyAndButton();
    void keepsTheTypeChosen();
    void warnsOfTypes();
    void choosesBooleans();
    void takesOtherChoices();
    void picksTimes();
    void hashesTexts();
    void keepsWhatAFieldCannotHold();
    void editsPairs();
    void refusesKeysThatAreThere();
    void locksRepeatedKeys();
    void editsLists();
    void movesItems();
};

void TestSchemaForm::typingMakesAMember()
{
    Every subject;
    QVERIFY(subject.raw("/count").isEmpty());
    subject.type(u"field:/count"_s, u"42"_s);
    QCOMPARE(subject.raw("/count"), "42");
    subject.type(u"field:/body/alpha"_s, u"ä\"b"_s);
    QCOMPARE(subject.raw("/body/alpha"), R"("ä\"b")");
    subject.type(u"field:/note"_s, u"n"_s);
    subject.key(Qt::Key_Return);
    subject.keys(u"m"_s);
    QCOMPARE(subject.raw("/note"), R"("n\nm")");
}

void TestSchemaForm::typingIsOneStepOfUndo()
{
    Every subject;
    const QByteArray before = subject.draft.text();
    subject.type(u"field:/count"_s, u"123"_s);
    subject.type(u"field:/name"_s, u"abc"_s);
    subject.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(subject.raw("/name"), R"("x")");
    QCOMPARE(subject.textOf(u"field:/name"_s), u"x"_s);
    QCOMPARE(subject.raw("/count"), "123");
    subject.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(subject.draft.text(), before);
    QCOMPARE(subject.textOf(u"field:/count"_s), QString());
    subject.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(subject.textOf(u"field:/count"_s), u"123"_s);
}

void TestSchemaForm::keepsCaretAndSelection()
{
    Every subject(R"({"kind": "one", "name": "abcdef"})");
    subject.focus(u"field:/name"_s);
    QLineEdit *line = subject.line(u"field:/name"_s);
    line->setCursorPosition(3);
    subject.keys(u"X"_s);
    QCOMPARE(line->text(), u"abcXdef"_s);
    QCOMPARE(line->cursorPosition(), 4);
    line->setSelection(1, 2);
    QVERIFY_RESULT(subject.draft.set(DraftPart::Event, JsonPointer().child("count"), "7"));
    QCOMPARE(subject.focused(), line);
    QCOMPARE(line->selectedText(), u"bc"_s);
    QCOMPARE(subject.textOf(u"field:/count"_s), u"7"_s);
}

void TestSchemaForm::emptiedTextsStay()
{
    Every subject;
    subject.focus(u"field:/name"_s);
    subject.key(Qt::Key_End);
    subject.key(Qt::Key_Backspace);
    QCOMPARE(subject.raw("/name"), "\"\"");
    QVERIFY(!subject.line(u"field:/name"_s)->placeholderText().isEmpty());
}

void TestSchemaForm::emptiedNumbersGo()
{
    Every subject(R"({"kind": "one", "name": "x", "count": 5})");
    subject.focus(u"field:/count"_s);
    subject.key(Qt::Key_End);
    subject.key(Qt::Key_Backspace);
    QCOMPARE(subject.draft.text(), R"({"kind": "one", "name": "x"})");
    subject.keys(u"1.5"_s);
    QCOMPARE(subject.raw("/count"), "1.5");
    subject.keys(u"e"_s);
    QCOMPARE(subject.raw("/count"), "\"1.5e\"");
    subject.keys(u"3"_s);
    QCOMPARE(subject.raw("/count"), "1.5e3");
}

void TestSchemaForm::removesByKeyAndButton()
{
    Every subject(R"({"kind": "one", "name": "x", "count": 5, "flag": true})");
    subject.focus(u"field:/flag"_s);
    subject.key(Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(subject.draft.text(), R"({"kind": "one", "name": "x", "count": 5})");
    QCOMPARE(subject.focusName(), u"field:/flag"_s);
    subject.focus(u"field:/count"_s);
    subject.key(Qt::Key_Backspace, Qt::ControlModifier);
    QCOMPARE(subject.draft.text(), R"({"kind": "one", "name": "x"})");
}

void TestSchemaForm::keepsTheTypeChosen()
{
    Every subject;
    subject.type(u"field:/either"_s, u"12"_s);
    QCOMPARE(subject.raw("/either"), "12");
    subject.chooseType(u"field:/either"_s, u"asText"_s);
    QCOMPARE(subject.raw("/either"), "\"12\"");
    subject.key(Qt::Key_End);
    subject.keys(u"3"_s);
    QCOMPARE(subject.raw("/either"), "\"123\"");
    subject.chooseType(u"field:/either"_s, u"asNumber"_s);
    QCOMPARE(subject.raw("/either"), "123");
    subject.chooseType(u"field:/either"_s, u"remove"_s);
    QVERIFY(subject.raw("/either").isEmpty());
}

void TestSchemaForm::warnsOfTypes()
{
    Every subject(R"({"kind": "one", "name": 5})");
    const auto *mark = qobject_cast<QToolButton *>(subject.get(u"type:/name"_s));
    QVERIFY(mark->text().startsWith(u'⚠'));
    subject.chooseType(u"field:/name"_s, u"asText"_s);
    QCOMPARE(subject.raw("/name"), "\"5\"");
    QVERIFY(!mark->text().startsWith(u'⚠'));
}

void TestSchemaForm::choosesBooleans()
{
    Every subject;
    subject.focus(u"field:/flag"_s);
    subject.key(Qt::Key_Down);
    QCOMPARE(subject.raw("/flag"), "true");
    subject.key(Qt::Key_Down);
    QCOMPARE(subject.raw("/flag"), "false");
    subject.key(Qt::Key_Down);
    QCOMPARE(subject.raw("/flag"), "null");
    subject.key(Qt::Key_Home);
    QVERIFY(subject.raw("/flag").isEmpty());
    QVERIFY_RESULT(subject.draft.set(DraftPart::Event, JsonPointer().child("flag"), "\"yes\""));
    QCOMPARE(subject.textOf(u"field:/flag"_s), u"\"yes\""_s);
    subject.draft.undo();
    subject.draft.undo();
    QCOMPARE(subject.textOf(u"field:/flag"_s), u"null"_s);
}

void TestSchemaForm::takesOtherChoices()
{
    Every subject;
    subject.focus(u"field:/color"_s);
    subject.key(Qt::Key_Down);
    QCOMPARE(subject.raw("/color"), "\"red\"");
    subject.key(Qt::Key_A, Qt::ControlModifier);
    subject.keys(u"blue"_s);
    QCOMPARE(subject.raw("/color"), "\"blue\"");
    QCOMPARE(subject.textOf(u"field:/color"_s), u"blue"_s);
}

void TestSchemaForm::picksTimes()
{
    Every subject;
    subject.focus(u"field:/at"_s);
    subject.key(Qt::Key_Semicolon, Qt::ControlModifier);
    QCOMPARE(subject.raw("/at"), "\"2026-03-29T14:10:00.123Z\"");
    subject.key(Qt::Key_F4);
    QWidget *picker = QApplication::activePopupWidget();
    QVERIFY(picker != nullptr);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);    // a day later
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(subject.raw("/at"), "\"2026-03-30T14:10:00.123Z\"");
    QCOMPARE(subject.focusName(), u"field:/at"_s);
}

void TestSchemaForm::hashesTexts()
{
    Every subject;
    subject.focus(u"field:/hash"_s);
    subject.key(Qt::Key_F4);
    QTest::keyClicks(QApplication::focusWidget(), u"a"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(subject.raw("/hash"), "\"ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=\"");
    QCOMPARE(subject.focusName(), u"field:/hash"_s);
}

// A carriage return, a lone surrogate, a text of 100 kB.
void TestSchemaForm::keepsWhatAFieldCannotHold()
{
    const QByteArray large = "\"" + QByteArray(100'000, 'n') + "\"";
    Every subject("{\"kind\": \"one\", \"note\": \"a\\r\\nb\", \"name\": \"\\ud800\", \"far\": " + large + "}");
    QVERIFY(qobject_cast<QPlainTextEdit *>(subject.get(u"field:/note"_s))->isReadOnly());
    QVERIFY(subject.line(u"field:/name"_s)->isReadOnly());
    subject.form.showField(DraftPart::Event, "/far");
    QVERIFY(subject.line(u"field:/far"_s)->isReadOnly());
    const QByteArray before = subject.draft.text();
    subject.keys(u"x"_s);
    subject.type(u"field:/name"_s, u"x"_s);
    QCOMPARE(subject.draft.text(), before);
    subject.chooseType(u"field:/name"_s, u"remove"_s);
    subject.type(u"field:/name"_s, u"y"_s);
    QCOMPARE(subject.raw("/name"), "\"y\"");
    QVERIFY_RESULT(subject.draft.set(DraftPart::Event, JsonPointer().child("note"), "\"a\\u00a0b\""));
    subject.focus(u"field:/note"_s);
    subject.key(Qt::Key_Home);
    subject.keys(u"c"_s);
    QCOMPARE(subject.raw("/note"), QByteArray("\"ca\u00a0b\""));
}

void TestSchemaForm::editsPairs()
{
    Every subject;
    subject.focus(u"add:/props"_s);
    subject.keys(u"plan"_s);
    subject.key(Qt::Key_Return);
    QCOMPARE(subject.focusName(), u"field:/props/plan"_s);
    subject.keys(u"pro"_s);
    subject.key(Qt::Key_Return);
    QCOMPARE(subject.focusName(), u"add:/props"_s);
    subject.keys(u"a/b"_s);
    subject.key(Qt::Key_Tab);
    QCOMPARE(subject.focusName(), u"field:/props/a~1b"_s);
    subject.keys(u"49.50"_s);
    QCOMPARE(subject.raw("/props"), R"({"plan": "pro", "a/b": 49.50})");

    subject.focus(u"key:/props/plan"_s);
    subject.key(Qt::Key_End);
    subject.keys(u"s"_s);
    QCOMPARE(subject.raw("/props/plan"), "\"pro\"");    // not before Return
    subject.key(Qt::Key_Return);
    QCOMPARE(subject.raw("/props"), R"({"plans": "pro", "a/b": 49.50})");
    QCOMPARE(subject.focusName(), u"field:/props/plans"_s);
    subject.key(Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(subject.raw("/props"), R"({"a/b": 49.50})");
    QCOMPARE(subject.focusName(), u"field:/props/a~1b"_s);
}

void TestSchemaForm::refusesKeysThatAreThere()
{
    Every subject(R"({"kind": "one", "name": "x", "props": {"a": 1, "b": 2}})");
    const QByteArray before = subject.draft.text();
    subject.focus(u"add:/props"_s);
    subject.keys(u"ab"_s);
    subject.key(Qt::Key_Backspace, Qt::ControlModifier);    // a word, not the map
    QCOMPARE(subject.draft.text(), before);
    subject.keys(u"a"_s);
    subject.key(Qt::Key_Return);
    QCOMPARE(subject.draft.text(), before);
    subject.focus(u"key:/props/b"_s);
    subject.key(Qt::Key_A, Qt::ControlModifier);
    subject.keys(u"a"_s);
    subject.key(Qt::Key_Return);
    QCOMPARE(subject.draft.text(), before);
    QVERIFY(!subject.sentencesUnder(u"key:/props/b"_s).isEmpty());
}

void TestSchemaForm::locksRepeatedKeys()
{
    Every subject(R"({"kind": "one", "name": "x", "props": {"a": 1, "a": 2}})");
    const auto rows = subject.form.findChildren<QLineEdit *>(u"field:/props/a"_s);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0]->text(), u"1"_s);
    QVERIFY(!rows[0]->isEnabled());
    rows[1]->setFocus();
    subject.keys(u"5"_s);
    QCOMPARE(subject.raw("/props"), R"({"a": 1, "a": 52})");
}

void TestSchemaForm::editsLists()
{
    Every subject;
    subject.focus(u"add:/tags"_s);
    subject.key(Qt::Key_Return);
    QCOMPARE(subject.focusName(), u"field:/tags/0"_s);
    subject.keys(u"a"_s);
    subject.focus(u"add:/tags"_s);
    subject.key(Qt::Key_Space);
    subject.keys(u"b"_s);
    QCOMPARE(subject.raw("/tags"), R"(["a", "b"])");
    subject.focus(u"field:/tags/0"_s);
    subject.key(Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(subject.raw("/tags"), R"(["b"])");
    QCOMPARE(subject.textOf(u"field:/tags/0"_s), u"b"_s);

    subject.focus(u"add:/parts"_s);
    subject.key(Qt::Key_Return);
    subject.type(u"field:/parts/0/id"_s, u"p"_s);
    subject.type(u"field:/parts/0/size"_s, u"3"_s);
    QCOMPARE(subject.raw("/parts/0/id"), "\"p\"");
    QCOMPARE(subject.raw("/parts/0/size"), "3");
}

void TestSchemaForm::movesItems()
{
    Every subject(R"({"kind": "one", "name": "x", "parts": [{"id": "a"}, {"size": 1, "id": "b"}]})");
    subject.focus(u"field:/parts/0/id"_s);
    subject.key(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(subject.raw("/parts"), R"([{"size": 1, "id": "b"}, {"id": "a"}])");
    QCOMPARE(subject.focusName(), u"field:/parts/1/id"_s);
    subject.key(Qt::Key_Down, Qt::AltModifier);    // there is nothing below
    QCOMPARE(subject.raw("/parts"), R"([{"size": 1, "id": "b"}, {"id": "a"}])");
    subject.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(subject.raw("/parts"), R"([{"id": "a"}, {"size": 1, "id": "b"}])");
}

}

QTEST_MAIN(eventscope::TestSchemaForm)
#include "tst_schemaform.moc"
