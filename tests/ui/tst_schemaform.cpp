// SPDX-License-Identifier: GPL-3.0-or-later
#include "formdriver.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

#include <random>

using namespace Qt::StringLiterals;

namespace eventscope {

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
    void editsPairs();
    void refusesKeysThatAreThere();
    void locksRepeatedKeys();
    void editsLists();
    void movesItems();
    void switchesKinds();
    void keepsOtherMembers();
    void addsMembersOfOnesOwn();
    void showsFindingsWhereTheyStand();
    void asksForFixes();
    void foldsByKeyboard();
    void showsOnlyWhatIsFilled();
    void waitsWhileTheTextIsBroken();
    void startsFromAnEmptyText();
    void findsFields();
    void refusesWhatHasNoPlace();
    void formsWithoutAService();
    void leadsToTheSource();
    void agreesWithTheDraft_data();
    void agreesWithTheDraft();
    void opensWhatIsHuge();
};

namespace {

using test::FormDriver;

// Every construct that forms have.
const char definition[] = R"({
  "format": 1, "id": "every", "title": "Every construct",
  "shapes": {"event": {"title": "Event", "schema": "#/$defs/event", "kind": "/kind"}},
  "switch": {"at": "/body", "to": {"one": "#/$defs/one", "two": "#/$defs/two"}},
  "fields": {"time": [{"at": "/at", "as": "iso8601"}]},
  "detect": {"event": [{"need": {"/kind": "string"}}]},
  "groups": {"main": {"title": "Main", "order": 1}, "far": {"title": "Far", "order": 2, "folded": true}},
  "$defs": {
    "event": {
      "type": "object", "required": ["kind", "name"],
      "properties": {
        "kind": {"type": "string", "enum": ["one", "two"], "x-order": 1, "x-group": "main"},
        "name": {"title": "Name", "description": "How it is called.", "type": "string", "examples": ["acme"],
                 "x-order": 2, "x-group": "main", "x-widget": "text"},
        "count": {"title": "Count", "type": "integer", "x-order": 3, "x-group": "main", "x-widget": "number"},
        "flag": {"title": "Flag", "type": ["boolean", "null"], "x-order": 4, "x-group": "main"},
        "color": {"title": "Colour", "type": "string", "enum": ["red", "green"], "x-order": 5, "x-group": "main",
                  "x-widget": "choice"},
        "at": {"title": "At", "type": "string", "x-order": 6, "x-group": "main", "x-widget": "time"},
        "hash": {"title": "Hash", "type": "string", "x-order": 7, "x-group": "main", "x-widget": "sha256"},
        "note": {"title": "Note", "type": "string", "x-order": 8, "x-group": "main", "x-widget": "multiline"},
        "either": {"title": "Either", "type": ["string", "integer"], "x-order": 9, "x-group": "main",
                   "x-widget": "text"},
        "props": {"title": "Properties", "type": "object", "x-order": 10, "x-group": "main", "x-widget": "pairs"},
        "tags": {"title": "Tags", "type": "array", "items": {"type": "string"}, "x-order": 11, "x-group": "main",
                 "x-widget": "list"},
        "parts": {"title": "Parts", "type": "array", "x-order": 12, "x-group": "main", "x-widget": "list",
                  "items": {"type": "object", "required": ["id"], "properties": {
                    "id": {"title": "Part id", "type": "string", "x-order": 1},
                    "size": {"title": "Size", "type": "integer", "x-order": 2, "x-widget": "number"}}}},
        "body": {"type": "object", "x-order": 13, "x-group": "main"},
        "far": {"title": "Far one", "type": "string", "x-order": 14, "x-group": "far"},
        "deep": {"type": "object", "x-order": 15, "x-group": "far", "properties": {
          "inner": {"title": "Inner", "type": "string"}}}
      }
    },
    "one": {"type": "object", "properties": {"alpha": {"title": "Alpha", "type": "string"}}},
    "two": {"type": "object", "properties": {"beta": {"title": "Beta", "type": "number"}}}
  }
})";

ServicePtr everyService()
{
    static const ServicePtr service = [] {
        auto loaded = Service::load(definition, u"every.json"_s);
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().message));
        return *loaded;
    }();
    return service;
}

struct Every : FormDriver {
    explicit Every(const QByteArray &text = R"({"kind": "one", "name": "x"})")
        : FormDriver({text, {}, "every", "event", {}, 0}, everyService())
    {}
    void chooseType(const QString &field, const QString &action)
    {
        focus(field);
        key(Qt::Key_T, Qt::ControlModifier);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu != nullptr);
        auto *chosen = menu->findChild<QAction *>(action);
        QVERIFY(chosen != nullptr && chosen->isEnabled());
        menu->close();
        chosen->trigger();
    }
    [[nodiscard]] QStringList sentencesUnder(const QString &name) const
    {
        QStringList found;
        const QWidget *row = get(name);
        while (row != nullptr && QByteArray(row->metaObject()->className()) != "eventscope::FieldRow")
            row = row->parentWidget();
        for (const QLabel *label : row->findChildren<QLabel *>()) {
            if (label->isVisible() &&
                label->parentWidget()->metaObject()->className() == QByteArray("eventscope::FieldFindings") &&
                !label->text().isEmpty())
                found << label->text();
        }
        return found;
    }
};

Finding findingAt(const QByteArray &pointer, const QString &sentence, Severity severity = Severity::Error)
{
    Finding finding;
    finding.rule = "R1";
    finding.pointer = pointer;
    finding.sentence = sentence;
    finding.severity = severity;
    return finding;
}

}

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

void TestSchemaForm::switchesKinds()
{
    Every subject(R"({"kind": "one", "name": "x", "body": {"alpha": "kept"}})");
    const QWidget *name = subject.get(u"field:/name"_s);
    subject.focus(u"field:/kind"_s);
    subject.key(Qt::Key_Down);
    QCOMPARE(subject.raw("/kind"), "\"two\"");
    QCOMPARE(subject.focusName(), u"field:/kind"_s);
    QCOMPARE(subject.get(u"field:/name"_s), name);    // not made anew
    QVERIFY(subject.find(u"field:/body/beta"_s) != nullptr);
    QCOMPARE(subject.raw("/body/alpha"), "\"kept\"");
    subject.form.showField(DraftPart::Event, "/body/alpha");    // among the other members now
    QCOMPARE(subject.focusName(), u"field:/body/alpha"_s);
    QCOMPARE(subject.textOf(u"field:/body/alpha"_s), u"kept"_s);
}

void TestSchemaForm::keepsOtherMembers()
{
    Every subject(R"({"kind": "one", "mine": [1, {"a": 1e400}], "name": "x", "own": 0.0450})");
    subject.form.showField(DraftPart::Event, "/own");
    QCOMPARE(subject.focusName(), u"field:/own"_s);
    QCOMPARE(subject.textOf(u"field:/own"_s), u"0.0450"_s);
    subject.type(u"field:/name"_s, u"y"_s);
    QCOMPARE(subject.draft.text(), R"({"kind": "one", "mine": [1, {"a": 1e400}], "name": "y", "own": 0.0450})");
    QVERIFY(subject.line(u"field:/mine"_s)->isReadOnly());
    subject.focus(u"field:/own"_s);
    subject.key(Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(subject.draft.text(), R"({"kind": "one", "mine": [1, {"a": 1e400}], "name": "y"})");
}

void TestSchemaForm::addsMembersOfOnesOwn()
{
    Every subject;
    subject.focus(u"section:others:"_s);
    subject.key(Qt::Key_Right);
    subject.focus(u"add:"_s);
    subject.keys(u"mine"_s);
    subject.key(Qt::Key_Return);
    QCOMPARE(subject.focusName(), u"field:/mine"_s);
    subject.keys(u"true"_s);
    QVERIFY(!subject.raw("/mine").isEmpty());
    subject.chooseType(u"field:/mine"_s, u"asTrue"_s);
    QCOMPARE(subject.raw("/mine"), "true");
}

void TestSchemaForm::showsFindingsWhereTheyStand()
{
    Every subject(R"({"kind": "one", "props": {"a": 1}, "parts": [{"size": "x"}]})");
    subject.form.setFindings({findingAt("/props/a", u"Bad a."_s), findingAt("/parts/0/size", u"Bad size."_s),
        findingAt("", u"The name is missing."_s), findingAt("", u"All is bad."_s),
        findingAt("/kind", u"Third."_s, Severity::Info), findingAt("/kind", u"Second."_s, Severity::Warning),
        findingAt("/kind", u"First."_s)});
    QCOMPARE(subject.sentencesUnder(u"field:/props/a"_s), QStringList{u"Bad a."_s});
    QCOMPARE(subject.sentencesUnder(u"field:/parts/0/size"_s), QStringList{u"Bad size."_s});
    QCOMPARE(subject.sentencesUnder(u"field:/name"_s), QStringList{u"The name is missing."_s});
    const QStringList kind = subject.sentencesUnder(u"field:/kind"_s);
    QCOMPARE(kind.size(), 3);
    QCOMPARE(kind.mid(0, 2), (QStringList{u"First."_s, u"Second."_s}));
    subject.form.setFindings({});
    QVERIFY(subject.sentencesUnder(u"field:/props/a"_s).isEmpty());
}

void TestSchemaForm::asksForFixes()
{
    Every subject(R"({"kind": "one", "name": 5})");
    Finding finding = findingAt("/name", u"A text is needed."_s);
    finding.fix = Fix{u"Write it as a text"_s, {{24, 1, "\"5\""}}};
    subject.form.setFindings({finding});
    QSignalSpy asked(&subject.form, &SchemaForm::fixRequested);
    subject.focus(u"field:/name"_s);
    subject.key(Qt::Key_Return, Qt::AltModifier);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().value<Finding>(), finding);
}

void TestSchemaForm::foldsByKeyboard()
{
    Every subject;
    QVERIFY(subject.find(u"field:/far"_s) == nullptr);    // not made before it is seen
    subject.focus(u"section:far"_s);
    subject.key(Qt::Key_Return);
    QVERIFY(subject.get(u"field:/far"_s)->isVisible());
    subject.key(Qt::Key_Tab);
    QCOMPARE(subject.focusName(), u"field:/far"_s);
    subject.focus(u"section:far"_s);
    subject.key(Qt::Key_Left);
    QVERIFY(!subject.get(u"field:/far"_s)->isVisible());
    subject.key(Qt::Key_Space);
    QVERIFY(subject.get(u"field:/far"_s)->isVisible());
}

void TestSchemaForm::showsOnlyWhatIsFilled()
{
    Every subject;
    subject.form.setOnlyFilled(true);
    QVERIFY(subject.form.onlyFilled());
    QVERIFY(subject.get(u"field:/name"_s)->isVisible());
    QVERIFY(!subject.get(u"field:/count"_s)->isVisible());
    QVERIFY(!subject.get(u"section:far"_s)->isVisible());
    subject.form.showField(DraftPart::Event, "/count");
    QCOMPARE(subject.focusName(), u"field:/count"_s);
    subject.keys(u"5"_s);
    subject.key(Qt::Key_Backspace);    // what is typed in stays
    QVERIFY(subject.get(u"field:/count"_s)->isVisible());
    subject.form.setOnlyFilled(false);
    QVERIFY(subject.get(u"field:/color"_s)->isVisible());
}

void TestSchemaForm::waitsWhileTheTextIsBroken()
{
    Every subject("{\"kind\": \"one\",\n \"name\": \"x\"}");
    subject.focus(u"field:/name"_s);
    const quint32 end = quint32(subject.draft.text().size()) - 1;
    subject.draft.edit(DraftPart::Event, {{end, 0, ","}});
    QVERIFY(!subject.get(u"field:/name"_s)->isEnabled());
    const QString fault = qobject_cast<QLabel *>(subject.get(u"formFault"_s))->text();
    QVERIFY2(fault.startsWith("Line 2, column "_L1), qPrintable(fault));
    QCOMPARE(subject.focusName(), u"formFaultGo"_s);
    QSignalSpy shown(&subject.form, &SchemaForm::faultActivated);
    subject.key(Qt::Key_Space);
    QCOMPARE(shown.count(), 1);
    subject.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(subject.get(u"field:/name"_s)->isEnabled());
    QVERIFY(subject.get(u"formBanner"_s)->isHidden());
    QCOMPARE(subject.focusName(), u"field:/name"_s);
}

void TestSchemaForm::startsFromAnEmptyText()
{
    Every subject("");
    QVERIFY(subject.get(u"formBanner"_s)->isVisible());
    subject.focus(u"formFaultGo"_s);
    subject.key(Qt::Key_Space);
    QVERIFY(subject.draft.isReadable());
    QVERIFY(subject.get(u"formBanner"_s)->isHidden());
    QVERIFY(subject.focusName().startsWith("field:"_L1));
}

void TestSchemaForm::findsFields()
{
    Every subject(R"({"kind": "one", "parts": [{"id": "a"}], "props": {"k": {"deep": 1}}})");
    QSignalSpy focused(&subject.form, &SchemaForm::fieldFocused);
    subject.form.focusFirst();
    QCOMPARE(subject.focusName(), u"field:/name"_s);    // required and absent
    QCOMPARE(focused.last().at(1).toByteArray(), "/name");
    const std::vector<std::pair<QByteArray, QString>> places{{"/parts/0/id", u"field:/parts/0/id"_s},
        {"/props/k/deep", u"field:/props/k"_s}, {"/deep/inner", u"field:/deep/inner"_s},
        {"/deep", u"field:/deep/inner"_s}, {"/far", u"field:/far"_s}};
    for (const auto &[pointer, name] : places) {
        subject.form.showField(DraftPart::Event, pointer);
        QCOMPARE(subject.focusName(), name);
    }
}

void TestSchemaForm::refusesWhatHasNoPlace()
{
    Every subject(R"({"kind": "one", "name": "x", "body": 5})");
    const QByteArray before = subject.draft.text();
    subject.type(u"field:/body/alpha"_s, u"a"_s);
    QCOMPARE(subject.draft.text(), before);
    QCOMPARE(subject.textOf(u"field:/body/alpha"_s), QString());
    QVERIFY(!subject.sentencesUnder(u"field:/body/alpha"_s).isEmpty());
}

void TestSchemaForm::formsWithoutAService()
{
    FormDriver subject({R"({"a": 1, "b": {"c": 2}})", {}, {}, {}, {}, 0}, nullptr);
    QCOMPARE(subject.textOf(u"field:/a"_s), u"1"_s);
    subject.type(u"field:/a"_s, u"12"_s);
    QCOMPARE(subject.draft.text(), R"({"a": 12, "b": {"c": 2}})");
    QVERIFY(subject.line(u"field:/b"_s)->isReadOnly());
}

void TestSchemaForm::leadsToTheSource()
{
    Every subject(R"({"name": "x", "body": {"a": 1}})");
    QSignalSpy shown(&subject.form, &SchemaForm::faultActivated);
    subject.focus(u"field:/body"_s);    // not drawn while there is no kind
    subject.key(Qt::Key_Space);
    QCOMPARE(shown.count(), 1);
    QCOMPARE(shown.first().first().toUInt(), 22U);
}

void TestSchemaForm::agreesWithTheDraft_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U})
        QTest::addRow("seed %u", seed) << seed;
}

// Random keys in random fields: the form shows what the draft has, and undo gives back every text.
void TestSchemaForm::agreesWithTheDraft()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    const auto below = [&](int n) { return int(random() % quint32(n)); };
    Every subject(R"({"x": 1, "kind": "one", "name": "x", "own": {"a": [1]},
 "props": {"a": 1, "b": "t"}, "tags": ["a"], "parts": [{"id": "p"}]})");
    QByteArrayList texts{subject.draft.text()};
    const QStringList typed{u"7"_s, u"a"_s, u"true"_s, u"-1.50"_s, u"é\\\""_s, u" "_s};
    for (int i = 0; i < 120; ++i) {
        QStringList names;
        for (const QWidget *widget : subject.form.findChildren<QWidget *>()) {
            const QString name = widget->objectName();
            if (widget->isVisible() && widget->isEnabled() && widget->focusPolicy() != Qt::NoFocus &&
                (name.startsWith("field:"_L1) || name.startsWith("add:"_L1)))
                names << name;
        }
        std::sort(names.begin(), names.end());
        const QString name = names.at(below(int(names.size())));
        subject.draft.endMerge();
        subject.focus(name);
        switch (below(6)) {
        case 0:
            subject.key(Qt::Key_Delete, Qt::ControlModifier);
            break;
        case 1:
            subject.key(Qt::Key_Down, Qt::AltModifier);
            break;
        case 2:
            subject.key(Qt::Key_Down);
            break;
        default:
            subject.keys(typed.at(below(int(typed.size()))));
            subject.key(Qt::Key_Return);
        }
        QVERIFY2(subject.draft.isReadable(), subject.draft.text().constData());
        QCOMPARE(subject.raw("/x"), "1");
        QCOMPARE(subject.raw("/own"), R"({"a": [1]})");
        if (subject.draft.text() != texts.last())
            texts << subject.draft.text();
        // A fresh form shows the same.
        if (i % 12 == 0) {
            Every fresh(subject.draft.text());
            for (const QLineEdit *line : fresh.form.findChildren<QLineEdit *>()) {
                if (line->objectName().startsWith("field:"_L1) && line->isEnabled())
                    QCOMPARE(subject.textOf(line->objectName()), line->text());
            }
            subject.form.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&subject.form));
        }
    }
    while (subject.draft.canUndo())
        subject.draft.undo();
    QCOMPARE(subject.draft.text(), texts.first());
    Every fresh(texts.first());
    for (const QLineEdit *line : fresh.form.findChildren<QLineEdit *>()) {
        if (line->objectName().startsWith("field:"_L1))
            QCOMPARE(subject.textOf(line->objectName()), line->text());
    }
}

void TestSchemaForm::opensWhatIsHuge()
{
    QByteArray text = R"({"kind": "one", "name": "x", "props": {)";
    for (int i = 0; i < 20000; ++i)
        text += (i > 0 ? ",\"k" : "\"k") + QByteArray::number(i) + "\":" + QByteArray::number(i);
    text += R"(}, "tags": [)" + QByteArray("1,").repeated(20000) + R"(1], "note": ")" + QByteArray(200'000, 'n') + "\"";
    for (int i = 0; i < 5000; ++i)
        text += ",\"u" + QByteArray::number(i) + "\":" + QByteArray::number(i);
    Every subject(text + "}");
    QVERIFY(subject.find(u"field:/props/k199"_s) != nullptr);
    QVERIFY(subject.find(u"field:/props/k200"_s) == nullptr);
    QVERIFY(qobject_cast<QPlainTextEdit *>(subject.get(u"field:/note"_s))->isReadOnly());
    subject.focus(u"more:/props"_s);
    subject.key(Qt::Key_Space);
    QVERIFY(subject.find(u"field:/props/k399"_s) != nullptr);
    subject.type(u"field:/props/k399"_s, u"5"_s);
    QCOMPARE(subject.raw("/props/k399"), "5");
    subject.form.showField(DraftPart::Event, "/tags/700");
    QCOMPARE(subject.focusName(), u"field:/tags/700"_s);
    subject.form.showField(DraftPart::Event, "/u4000");
    QVERIFY(subject.focused() != nullptr);
}

}

QTEST_MAIN(eventscope::TestSchemaForm)
#include "tst_schemaform.moc"
