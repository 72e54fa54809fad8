// SPDX-License-Identifier: GPL-3.0-or-later
#include "everyform.h"

#include "theme.h"

#include <QLabel>
#include <QSignalSpy>

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;

namespace eventscope {

using test::Every;

// The form as a whole: a view of its draft.
class TestSchemaFormView : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
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
    void followsTheTheme();
    void agreesWithTheDraft_data();
    void agreesWithTheDraft();
    void opensWhatIsHuge();
};

namespace {

using test::FormDriver;

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

void TestSchemaFormView::switchesKinds()
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

void TestSchemaFormView::keepsOtherMembers()
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

void TestSchemaFormView::addsMembersOfOnesOwn()
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

void TestSchemaFormView::showsFindingsWhereTheyStand()
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

void TestSchemaFormView::asksForFixes()
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

    finding.pointer = "";    // of no field: its button is a stop of its own, before the fields
    subject.form.setFindings({finding});
    subject.focus(u"section:main"_s);
    subject.key(Qt::Key_Backtab, Qt::ShiftModifier);
    subject.key(Qt::Key_Space);
    QCOMPARE(asked.count(), 2);
}

void TestSchemaFormView::foldsByKeyboard()
{
    Every subject;
    QVERIFY(subject.find(u"field:/far"_s) == nullptr);    // not made before it is seen
    subject.form.setFindings({findingAt("/far", u"Too far."_s)});
    subject.focus(u"section:far"_s);
    subject.key(Qt::Key_Return);
    QVERIFY(subject.get(u"field:/far"_s)->isVisible());
    QCOMPARE(subject.sentencesUnder(u"field:/far"_s), QStringList{u"Too far."_s});
    subject.key(Qt::Key_Tab);
    QCOMPARE(subject.focusName(), u"field:/far"_s);
    subject.focus(u"section:far"_s);
    subject.key(Qt::Key_Left);
    QVERIFY(!subject.get(u"field:/far"_s)->isVisible());
    subject.key(Qt::Key_Space);
    QVERIFY(subject.get(u"field:/far"_s)->isVisible());
}

void TestSchemaFormView::showsOnlyWhatIsFilled()
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

void TestSchemaFormView::waitsWhileTheTextIsBroken()
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

void TestSchemaFormView::startsFromAnEmptyText()
{
    Every subject("");
    QVERIFY(subject.get(u"formBanner"_s)->isVisible());
    subject.focus(u"formFaultGo"_s);
    subject.key(Qt::Key_Space);
    QVERIFY(subject.draft.isReadable());
    QVERIFY(subject.get(u"formBanner"_s)->isHidden());
    QVERIFY(subject.focusName().startsWith("field:"_L1));
}

void TestSchemaFormView::findsFields()
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

void TestSchemaFormView::refusesWhatHasNoPlace()
{
    Every subject(R"({"kind": "one", "name": "x", "body": 5})");
    const QByteArray before = subject.draft.text();
    subject.type(u"field:/body/alpha"_s, u"a"_s);
    QCOMPARE(subject.draft.text(), before);
    QCOMPARE(subject.textOf(u"field:/body/alpha"_s), QString());
    QVERIFY(!subject.sentencesUnder(u"field:/body/alpha"_s).isEmpty());
}

void TestSchemaFormView::formsWithoutAService()
{
    FormDriver subject({R"({"a": 1, "b": {"c": 2}})", {}, {}, {}, {}, 0}, nullptr);
    QCOMPARE(subject.textOf(u"field:/a"_s), u"1"_s);
    subject.type(u"field:/a"_s, u"12"_s);
    QCOMPARE(subject.draft.text(), R"({"a": 12, "b": {"c": 2}})");
    QVERIFY(subject.line(u"field:/b"_s)->isReadOnly());
}

void TestSchemaFormView::leadsToTheSource()
{
    Every subject(R"({"name": "x", "body": {"a": 1}})");
    QSignalSpy shown(&subject.form, &SchemaForm::faultActivated);
    subject.focus(u"field:/body"_s);    // not drawn while there is no kind
    subject.key(Qt::Key_Space);
    QCOMPARE(shown.count(), 1);
    QCOMPARE(shown.first().first().toUInt(), 22U);
}

void TestSchemaFormView::followsTheTheme()
{
    applyTheme(ThemeChoice::Dark);
    Every subject(R"({"kind": "one", "name": "x"})");
    subject.form.setFindings({findingAt("/name", u"It is wrong."_s)});
    const QString before = Theme::of(subject.form.palette()).error.name();
    applyTheme(ThemeChoice::Light);
    QCoreApplication::processEvents();
    const QString after = Theme::of(subject.form.palette()).error.name();
    QVERIFY(before != after);
    int painted = 0;
    for (const QLabel *label : subject.form.findChildren<QLabel *>()) {
        QVERIFY2(!label->text().contains(before), qPrintable(label->text()));
        painted += label->text().contains(after) ? 1 : 0;
    }
    QVERIFY(painted > 1);
    applyTheme(ThemeChoice::System);
}

void TestSchemaFormView::agreesWithTheDraft_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U})
        QTest::addRow("seed %u", seed) << seed;
}

// Random keys in random fields: the form shows what the draft has, and undo gives back every text.
void TestSchemaFormView::agreesWithTheDraft()
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

void TestSchemaFormView::opensWhatIsHuge()
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

QTEST_MAIN(eventscope::TestSchemaFormView)
#include "tst_schemaformview.moc"
