// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/draft.h"
#include "compose/formvalue.h"
#include "event/utf8.h"
#include "formtext.h"
#include "testmain.h"
#include "validation/judge.h"

#include <nlohmann/json.hpp>

using namespace eventscope;
using namespace Qt::StringLiterals;
using namespace nlohmann::literals;

class TestFormValue : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void showsValues_data();
    void showsValues();
    void cutsLongValues();
    void writesWhatWasTyped_data();
    void writesWhatWasTyped();
    void losesNothing();
    void converts_data();
    void converts();
    void spellsTimes_data();
    void spellsTimes();
    void readsTimes_data();
    void readsTimes();
    void hashes();
    void makesFreshValues();
    void fillsTheBuiltInForms_data();
    void fillsTheBuiltInForms();
};

namespace {

constexpr Micros noon = 1'772'366'400'123'456;    // 2026-03-01T12:00:00.123456Z

FieldValue valueOf(const QByteArray &raw)
{
    JsonTape tape;
    return tape.read(viewOf(raw)) ? fieldValue(tape.root()) : FieldValue();
}

FormField fieldOf(std::vector<JsonType> types, FormWidget widget = FormWidget::Any)
{
    FormField field;
    field.widget = widget;
    field.types = std::move(types);
    return field;
}

}

void TestFormValue::showsValues_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("mark");
    const auto row = [](const char *raw, const QString &text, const char *mark) {
        QTest::newRow(raw) << QByteArray(raw) << text << QString::fromLatin1(mark);
    };
    row(R"("a\nb\u00e9\"")", u"a\nbé\""_s, "abc");
    row("1.50", u"1.50"_s, "1.5");
    row("1e400", u"1e400"_s, "1.5");
    row("9223372036854775807", u"9223372036854775807"_s, "123");
    row("-0", u"-0"_s, "123");
    row("true", u"true"_s, "T/F");
    row("null", u"null"_s, "null");
    row("[1, 2]", u"[1, 2]"_s, "[ ]");
    row("{ }", u"{ }"_s, "{ }");
}

void TestFormValue::showsValues()
{
    QFETCH(const QByteArray, raw);
    QFETCH(const QString, text);
    QFETCH(const QString, mark);
    const FieldValue value = valueOf(raw);
    QVERIFY(value.present && !value.cut);
    QCOMPARE(value.text, text);
    QCOMPARE(typeMark(value.type), mark);
    QCOMPARE(fieldValue({}), FieldValue());
}

void TestFormValue::cutsLongValues()
{
    const FieldValue value = valueOf('"' + QByteArray("\xC3\xA4").repeated(40'000) + '"');
    QVERIFY(value.present && value.cut);
    QVERIFY(value.text.size() < 40'000 && !value.text.contains(QChar::ReplacementCharacter));
    QVERIFY(!converted(value, JsonType::String).has_value());
    QVERIFY(valueOf('[' + QByteArray("1,").repeated(40'000) + "1]").cut);
    QVERIFY(!valueOf('"' + QByteArray(60'000, 'x') + '"').cut);
}

void TestFormValue::writesWhatWasTyped_data()
{
    using Types = std::vector<JsonType>;
    QTest::addColumn<FormField>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("as");
    QTest::addColumn<QByteArray>("raw");
    const auto row = [](const Types &types, const char *text, const char *raw, int as = -1) {
        QTest::addRow("%s among %s as %d", text, test::typeNames(types).constData(), as)
            << fieldOf(types) << QString::fromUtf8(text) << as << QByteArray(raw);
    };
    const Types text{JsonType::String};
    const Types number{JsonType::Number};
    const Types whole{JsonType::Integer, JsonType::Null};
    const Types flag{JsonType::Boolean, JsonType::Null};
    const Types either{JsonType::String, JsonType::Number};
    const Types map{JsonType::Object};
    row(text, "5", R"("5")");
    row(text, "true", R"("true")");
    row(text, "say \"ä\"", R"("say \"ä\"")");
    row(number, "1.50", "1.50");
    row(number, "9223372036854775808", "9223372036854775808");
    row(number, "1e400", "1e400");
    row(number, "-0.0", "-0.0");
    row(number, "abc", R"("abc")");
    row(number, "01", R"("01")");
    row(number, " 1", R"(" 1")");
    row(number, "", R"("")");
    row(number, "true", R"("true")");
    row(whole, "5", "5");
    row(whole, "1.5", "1.5");
    row(whole, "null", "null");
    row(flag, "true", "true");
    row(flag, "null", "null");
    row(flag, "maybe", R"("maybe")");
    row(either, "5", "5");
    row(either, "null", R"("null")");
    row(either, "5", R"("5")", int(JsonType::String));
    row(either, "x", R"("x")", int(JsonType::Number));
    row(text, "true", "true", int(JsonType::Boolean));
    row(text, R"(["a"])", R"(["a"])", int(JsonType::Array));
    row(text, R"(["a")", R"("[\"a\"")", int(JsonType::Array));
    row(map, R"({"a": 1})", R"({"a": 1})");
    row(map, R"([1])", R"("[1]")");
    row({}, "5", "5");
    row({}, "true", R"("true")");
    row({}, R"("quoted")", R"("\"quoted\"")");
}

void TestFormValue::writesWhatWasTyped()
{
    QFETCH(const FormField, field);
    QFETCH(const QString, text);
    QFETCH(const int, as);
    QFETCH(const QByteArray, raw);
    const auto type = as < 0 ? std::nullopt : std::optional(static_cast<JsonType>(as));
    QCOMPARE(rawFor(field, text, type), raw);
}

// Whatever is typed into whatever field comes back as it was typed.
void TestFormValue::losesNothing()
{
    const QStringList typed{u""_s, u" "_s, u"0"_s, u"1.50"_s, u"1E+2"_s, u"-"_s, u"null"_s, u"true "_s, u"\"\""_s,
        u"{}"_s, u"[1,  2]"_s, u"{\"a\":1}"_s, u"a\tb\nc\\"_s, u"日本"_s, u"😀"_s, QString(QChar(0)), u"NaN"_s};
    for (int mask = 0; mask < 128; ++mask) {
        std::vector<JsonType> types;
        for (int bit = 0; bit < 7; ++bit)
            if (mask >> bit & 1)
                types.push_back(static_cast<JsonType>(bit));
        for (const QString &text : typed) {
            for (int as = -1; as < 7; ++as) {
                const auto type = as < 0 ? std::nullopt : std::optional(static_cast<JsonType>(as));
                const QByteArray raw = rawFor(fieldOf(types), text, type);
                const FieldValue back = valueOf(raw);
                QVERIFY2(back.present, raw.constData());
                if (!text.isEmpty())
                    QCOMPARE(back.text, text);
            }
        }
    }
}

void TestFormValue::converts_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QByteArray>("raw");    // empty: cannot be
    const auto row = [](const char *from, JsonType to, const char *raw) {
        QTest::addRow("%s to %d", from, int(to)) << QByteArray(from) << int(to) << QByteArray(raw);
    };
    row(R"("5")", JsonType::Integer, "5");
    row(R"("5.0")", JsonType::Integer, "5.0");
    row(R"("5.5")", JsonType::Integer, "");
    row(R"("5.5")", JsonType::Number, "5.5");
    row(R"("abc")", JsonType::Number, "");
    row(R"("")", JsonType::Number, "");
    row("1.50", JsonType::String, R"("1.50")");
    row("1e400", JsonType::String, R"("1e400")");
    row(R"("true")", JsonType::Boolean, "true");
    row(R"("yes")", JsonType::Boolean, "");
    row("true", JsonType::String, R"("true")");
    row(R"("null")", JsonType::Null, "null");
    row(R"("x")", JsonType::Null, "");
    row(R"("[1]")", JsonType::Array, "[1]");
    row(R"("")", JsonType::Object, "{}");
    row("{ }", JsonType::String, R"("{ }")");
}

void TestFormValue::converts()
{
    QFETCH(const QByteArray, from);
    QFETCH(const int, to);
    QFETCH(const QByteArray, raw);
    QCOMPARE(converted(valueOf(from), static_cast<JsonType>(to)).value_or(QByteArray()), raw);
}

void TestFormValue::spellsTimes_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<bool>("quoted");
    QTest::addColumn<qint64>("moment");
    QTest::addColumn<QByteArray>("raw");
    const auto row = [](TimeFormat format, bool quoted, Micros moment, const char *raw) {
        QTest::addRow("%s", raw) << int(format) << quoted << qint64(moment) << QByteArray(raw);
    };
    row(TimeFormat::Iso8601, true, noon, R"("2026-03-01T12:00:00.123456Z")");
    row(TimeFormat::JavaScriptDate, true, noon - noon % microsPerSecond, R"("2026-03-01T12:00:00Z")");
    row(TimeFormat::EpochMillis, true, noon, R"("1772366400123")");
    row(TimeFormat::EpochMillis, false, noon, "1772366400123");
    row(TimeFormat::EpochSeconds, false, noon, "1772366400");
    row(TimeFormat::EpochMicros, false, noon, "1772366400123456");
    row(TimeFormat::EpochSeconds, false, -1, "-1");
    row(TimeFormat::EpochSeconds, true, -microsPerSecond, R"("-1")");
}

void TestFormValue::spellsTimes()
{
    QFETCH(const int, format);
    QFETCH(const bool, quoted);
    QFETCH(const qint64, moment);
    QFETCH(const QByteArray, raw);
    QCOMPARE(rawTime({static_cast<TimeFormat>(format), quoted}, moment), raw);
}

void TestFormValue::readsTimes_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<qint64>("moment");    // 0: none
    const auto row = [](TimeFormat format, const QByteArray &raw, Micros moment = 0) {
        QTest::addRow("%.40s", raw.constData()) << int(format) << raw << qint64(moment);
    };
    row(TimeFormat::Iso8601, R"("2026-03-01T12:00:00.123456Z")", noon);
    row(TimeFormat::Iso8601, R"("2026-03-01T13:00:00.123456+01:00")", noon);
    row(TimeFormat::Iso8601, "1772366400123");
    row(TimeFormat::Iso8601, R"("")");
    row(TimeFormat::EpochMicros, "1772366400123456", noon);
    row(TimeFormat::EpochMicros, R"("1772366400123456")", noon);
    row(TimeFormat::EpochMillis, "18446744073709551615");
    row(TimeFormat::EpochMillis, "1e3");
    row(TimeFormat::EpochMillis, "true");
    row(TimeFormat::EpochMillis, "[1]");
    row(TimeFormat::EpochMillis, '"' + QByteArray(100'000, '1') + '"');
}

void TestFormValue::readsTimes()
{
    QFETCH(const int, format);
    QFETCH(const QByteArray, raw);
    QFETCH(const qint64, moment);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(raw)));
    const TimeSpelling spelling{static_cast<TimeFormat>(format), true};
    QCOMPARE(qint64(momentOf(spelling, tape.root()).value_or(0)), moment);
    QVERIFY(!momentOf(spelling, {}).has_value());
}

void TestFormValue::hashes()
{
    QCOMPARE(rawSha256(QString()), QByteArray(R"("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")"));
    QVERIFY(rawSha256(u"ä"_s) != rawSha256(u"a"_s));
}

void TestFormValue::makesFreshValues()
{
    FormField field = fieldOf({JsonType::Integer});
    QCOMPARE(freshValue(field, noon), QByteArray("0"));
    field.choices = {"3", "4"};
    QCOMPARE(freshValue(field, noon), QByteArray("3"));
    field.sample = "7";
    QCOMPARE(freshValue(field, noon), QByteArray("7"));
    field.time = TimeSpelling{TimeFormat::EpochSeconds, false};
    QCOMPARE(freshValue(field, noon), QByteArray("1772366400"));
    QCOMPARE(freshValue(fieldOf({}, FormWidget::Pairs), noon), QByteArray("{}"));
    QCOMPARE(freshValue(fieldOf({JsonType::Null, JsonType::Array}, FormWidget::List), noon), QByteArray("[]"));
    const ServicePtr service =
        test::serviceOf(test::fileText(QStringLiteral(EVENTSCOPE_TEST_DATA "/forms/everything.json")));
    const FormSpec spec = formSpec(*service, "event", "short");
    const FormField *stops = spec.fieldAt(DraftPart::Event, JsonPointer::parse("/stops").value());
    QCOMPARE(freshValue(*stops->item, noon), QByteArray(R"({"name": ""})"));
}

void TestFormValue::fillsTheBuiltInForms_data()
{
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("shape");
    QTest::addColumn<QByteArray>("kind");
    const Services services = Services::load(QDir(u"/nonexistent"_s)).services;
    for (const ServicePtr &service : services.all()) {
        const auto cases = service->definition().value("/switch/to"_json_pointer, nlohmann::ordered_json::object());
        for (const Shape &shape : service->shapes()) {
            if (!shape.sendable)
                continue;
            for (const auto &[kind, schema] : cases.items())
                QTest::addRow("%s %s %s", service->id().constData(), shape.id.constData(), kind.c_str())
                    << service->id() << shape.id << QByteArray::fromStdString(kind);
            if (cases.empty())
                QTest::addRow("%s %s", service->id().constData(), shape.id.constData())
                    << service->id() << shape.id << QByteArray();
        }
    }
}

// Each field of the built-in services, set to what the form inserts: the event has no error then, and every
// field shows its value.
void TestFormValue::fillsTheBuiltInForms()
{
    QFETCH(const QByteArray, service);
    QFETCH(const QByteArray, shape);
    QFETCH(const QByteArray, kind);
    const ServicePtr found = Services::load(QDir(u"/nonexistent"_s)).services.find(service);
    const FormSpec spec = formSpec(*found, shape, kind);
    Draft draft({blankEvent(*found, shape, kind), {}, service, shape, {}, 0});
    for (const FormSection &section : spec.sections) {
        for (const FormField &field : section.fields) {
            if (field.readOnly || field.deprecated || field.kind)
                continue;
            QByteArray raw = freshValue(field, noon);
            if (field.secret)
                raw = R"("sch_dev_0123456789abcdef")";
            if (field.widget == FormWidget::List)
                raw = '[' + freshValue(*field.item, noon) + ']';
            QVERIFY_RESULT(draft.set(field.part, field.at, raw));
            QCOMPARE(field.at.in(draft.tape(field.part).root()).raw(), viewOf(raw));
        }
    }
    const auto judge = Judge::compile(found);
    QVERIFY_RESULT(judge);
    JudgeContext context;
    context.now = noon;
    context.keyKind = "secret";
    const JsonTape *envelope = draft.text(DraftPart::Envelope).isEmpty() ? nullptr : &draft.tape(DraftPart::Envelope);
    const Judgement judgement = (*judge)->judge(draft.tape(), envelope, shape, context);
    for (const Finding &finding : judgement.findings) {
        const QByteArray said = finding.rule + ' ' + finding.pointer + ' ' + finding.sentence.toUtf8();
        QVERIFY2(finding.severity != Severity::Error, said.constData());
    }
    QVERIFY(spec.unknownMembers(draft.tape().root()).empty());
}

QTEST_GUILESS_MAIN(TestFormValue)
#include "tst_formvalue.moc"
