// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formvalue.h"
#include "formdriver.h"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

using namespace Qt::StringLiterals;

namespace eventscope {

// Every field of every form, by Tab and keys alone.
class TestSchemaFormFill : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void fillsByKeyboard_data();
    void fillsByKeyboard();
};

namespace {

using test::FormDriver;

QByteArrayList kindsOf(const Service &service, const QByteArray &shape)
{
    const auto &definition = service.definition();
    const auto where = definition.find("switch");
    if (where == definition.end() || !definition["shapes"][shape.toStdString()].contains("kind"))
        return {QByteArray()};
    QByteArrayList kinds;
    for (const auto &[kind, schema] : (*where)["to"].items())
        kinds << QByteArray::fromStdString(kind);
    return kinds;
}

// What is typed where neither the example nor the type tell enough.
const std::map<QByteArray, QString> typedValues{
    {"field:/api_key", u"sch_dev_0123456789abcdef"_s},
};

// Over that transport alone, left empty on purpose: a query carries no lists.
const std::set<std::pair<QByteArray, QByteArray>> leftAlone{
    {"query", "/event/context"},
    {"query", "/event/detail/client/tool"},
};

// Whatever is filled in, that transport cannot carry an event as the service wants it.
const std::set<std::pair<QByteArray, QByteArray>> unavoidable{{"query", "B8"}};

bool isLeftAlone(const FormField &field, const QByteArray &transport, const JsonPointer &at)
{
    return field.readOnly || field.deprecated || field.widget == FormWidget::Source ||
           leftAlone.contains({transport, at.text()});
}

// The field of an input's name: of the form, or of what an item or a value holds.
const FormField *fieldOf(const FormSpec &spec, DraftPart part, const JsonPointer &at)
{
    const FormField *field = spec.fieldAt(part, at);
    if (field == nullptr)
        return nullptr;
    std::size_t depth = field->at.tokens().size();
    std::size_t base = 0;
    while (field != nullptr && depth < at.tokens().size()) {
        if (field->item != nullptr) {
            field = field->item.get();
            base = ++depth;
            if (field->widget != FormWidget::Group)
                continue;
        }
        const FormField *inner = nullptr;
        for (const FormField &candidate : field->fields) {
            const auto &tokens = candidate.at.tokens();
            bool same = base + tokens.size() <= at.tokens().size();
            for (std::size_t i = 0; same && i < tokens.size(); ++i)
                same = tokens[i] == at.tokens()[base + i];
            if (same && (inner == nullptr || inner->at.tokens().size() < tokens.size()))
                inner = &candidate;
        }
        if (inner == nullptr)
            break;
        field = inner;
        depth = base + inner->at.tokens().size();
    }
    return field;
}

QString sampleText(const FormField &field)
{
    if (!field.example.isEmpty())
        return field.example;
    if (field.allows(JsonType::String) || field.types.empty())
        return u"some text"_s;
    return u"1"_s;
}

// The last one: the first often stands for what is not known.
QString choiceText(const FormField &field)
{
    const QByteArray &raw = field.choices.back();
    JsonTape tape;
    if (!tape.read({raw.constData(), std::size_t(raw.size())}))
        qFatal("a choice that is no JSON");
    return fieldValue(tape.root()).text;
}

// Goes through a form by Tab and sets what it comes by.
class Filler {
public:
    Filler(FormDriver &subject, ServicePtr service)
        : m_subject(subject)
        , m_service(std::move(service))
    {}

    void run()
    {
        m_subject.form.focusFirst();
        QVERIFY(m_subject.focused() != nullptr);
        // From the first stop of the form.
        QWidget *first = m_subject.form.widget()->nextInFocusChain();
        first->setFocus(Qt::TabFocusReason);
        constexpr int mostStops = 3000;
        for (int i = 0; i < mostStops; ++i) {
            QWidget *stop = m_subject.focused();
            if (stop == nullptr || !m_subject.form.widget()->isAncestorOf(stop))
                return;
            const QString name = stop->objectName();
            if (!m_done.contains(name))
                act(name);
            if (QTest::currentTestFailed())
                return;
            const QWidget *before = m_subject.focused();
            m_subject.key(Qt::Key_Tab);
            if (m_subject.focused() == before || m_done.contains(u"lap:"_s + m_subject.focusName()))
                return;
        }
        QFAIL("Tab finds no end");
    }

    [[nodiscard]] const std::set<QString> &done() const { return m_done; }

private:
    void act(const QString &name)
    {
        m_done.insert(name);
        if (name.startsWith("section:"_L1))
            m_subject.key(Qt::Key_Right);
        else if (name.startsWith("add:"_L1) && name != "add:"_L1)
            add(name);
        else if (name.startsWith("field:"_L1) || name.startsWith("envelope:"_L1))
            set(name);
    }

    void add(const QString &name)
    {
        const QByteArray pointer = name.mid(4).toUtf8();
        if (leftAlone.contains({m_subject.draft.state().transport, pointer}))
            return;
        if (qobject_cast<QLineEdit *>(m_subject.focused()) == nullptr) {
            m_subject.key(Qt::Key_Return);
            // The item's first field is set by what follows.
            if (m_subject.focusName() != name)
                act(m_subject.focusName());
            return;
        }
        m_subject.keys(u"key_%1"_s.arg(m_done.size()));
        m_subject.key(Qt::Key_Return);
        QVERIFY2(m_subject.focusName().startsWith("field:"_L1), qPrintable(name));
        act(m_subject.focusName());
        m_subject.key(Qt::Key_Return);
        QCOMPARE(m_subject.focusName(), name);
    }

    void set(const QString &name)
    {
        const bool envelope = name.startsWith("envelope:"_L1);
        const QByteArray pointer = name.mid(name.indexOf(u':') + 1).toUtf8();
        const auto at = JsonPointer::parse({pointer.constData(), std::size_t(pointer.size())});
        QVERIFY_RESULT(at);
        const DraftState &state = m_subject.draft.state();
        const QByteArray kind = m_service->kindOf(m_subject.draft.tape().root(), state.shape);
        const FormSpec spec = formSpec(*m_service, state.shape, kind, state.transport);
        const FormField *field = fieldOf(spec, envelope ? DraftPart::Envelope : DraftPart::Event, *at);
        QVERIFY2(field != nullptr, qPrintable(name));
        if (isLeftAlone(*field, state.transport, *at))
            return;
        setField(*field, name);
        if (!QTest::currentTestFailed())
            QVERIFY2(!m_subject.raw(pointer.constData(), field->part).isEmpty(), qPrintable(name));
    }

    void setField(const FormField &field, const QString &name)
    {
        const auto given = typedValues.find(name.toUtf8());
        const QString text = given != typedValues.end() ? given->second : sampleText(field);
        if (field.widget != FormWidget::Boolean)
            m_subject.key(Qt::Key_A, Qt::ControlModifier);
        switch (field.widget) {
        case FormWidget::Boolean:
            m_subject.keys(u"t"_s);
            return;
        case FormWidget::Choice:
            if (!field.kind)
                m_subject.keys(given != typedValues.end() ? text : choiceText(field));
            return;
        case FormWidget::Time:
            m_subject.key(Qt::Key_Semicolon, Qt::ControlModifier);
            return;
        case FormWidget::Sha256:
            m_subject.key(Qt::Key_F4);
            QTest::keyClicks(QApplication::focusWidget(), u"ada@example.com"_s);
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
            QCOMPARE(m_subject.focusName(), name);
            return;
        case FormWidget::Source:
            return;
        default:
            m_subject.keys(text);
        }
    }

    FormDriver &m_subject;
    ServicePtr m_service;
    std::set<QString> m_done;
};

QString sentences(const std::vector<Finding> &findings, const QByteArray &transport)
{
    QStringList lines;
    for (const Finding &finding : findings) {
        if (finding.severity >= Severity::Warning && !unavoidable.contains({transport, finding.rule}))
            lines << QString::fromUtf8(finding.rule + ' ' + finding.pointer + ' ') + finding.sentence;
    }
    return lines.join(u'\n');
}

}

void TestSchemaFormFill::fillsByKeyboard_data()
{
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<QByteArray>("shape");
    QTest::addColumn<QByteArray>("kind");
    for (const ServicePtr &service : test::builtInServices().services().all()) {
        for (const Transport &transport : service->transports()) {
            for (const QByteArray &kind : kindsOf(*service, transport.shape)) {
                const QByteArray row = service->id() + ' ' + transport.id + ' ' + kind;
                QTest::newRow(row.constData()) << service->id() << transport.id << transport.shape << kind;
            }
        }
    }
}

void TestSchemaFormFill::fillsByKeyboard()
{
    QFETCH(QByteArray, service);
    QFETCH(QByteArray, transport);
    QFETCH(QByteArray, shape);
    QFETCH(QByteArray, kind);
    const ServicePtr definition = test::builtInServices().services().find(service);
    const QByteArray blank = blankEvent(*definition, shape, kind, transport);
    FormDriver subject({blank, {}, service, shape, transport, 0}, definition);
    Filler filler(subject, definition);
    filler.run();
    if (QTest::currentTestFailed())
        return;

    const FormSpec spec = formSpec(*definition, shape, kind, transport);
    for (const FormSection &section : spec.sections) {
        for (const FormField &field : section.fields) {
            const QByteArray pointer = field.at.text();
            if (!isLeftAlone(field, transport, field.at))
                QVERIFY2(!subject.raw(pointer.constData(), field.part).isEmpty(), pointer.constData());
        }
    }
    const QString wrong = sentences(subject.judged("secret"), transport);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong + u'\n' + QString::fromUtf8(subject.draft.text())));
}

}

QTEST_MAIN(eventscope::TestSchemaFormFill)
#include "tst_schemaformfill.moc"
