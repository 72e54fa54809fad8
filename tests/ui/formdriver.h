// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/schemaform.h"
#include "service/services.h"
#include "testmain.h"
#include "validation/serviceset.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>

#include <memory>

namespace eventscope::test {

inline constexpr Micros formNow = 1'774'793'400'123'000;    // 2026-03-29T14:10:00.123Z

// The built-in services, with their judges.
inline const ServiceSet &builtInServices()
{
    static const ServiceSet set =
        ServiceSet::compile(Services::load(QDir(QStringLiteral("/nonexistent"))).services, nullptr);
    return set;
}

// A form on the screen and its draft, used by keyboard and by object name.
struct FormDriver {
    FormDriver(DraftState state, ServicePtr service)
        : draft(std::move(state))
        , form(draft, nullptr, [] { return formNow; })
    {
        form.resize(640, 800);
        form.setService(std::move(service));
        form.show();
        form.activateWindow();
        if (!QTest::qWaitForWindowActive(&form))
            qFatal("the form's window does not come up");
    }

    [[nodiscard]] QWidget *find(const QString &name) const { return form.findChild<QWidget *>(name); }
    QWidget *get(const QString &name) const
    {
        QWidget *found = find(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    [[nodiscard]] QLineEdit *line(const QString &name) const
    {
        auto *found = qobject_cast<QLineEdit *>(get(name));
        if (found == nullptr)
            qFatal("%s is no line", qPrintable(name));
        return found;
    }
    [[nodiscard]] QString textOf(const QString &name) const
    {
        QWidget *widget = get(name);
        if (const auto *combo = qobject_cast<QComboBox *>(widget))
            return combo->currentText();
        if (const auto *edit = qobject_cast<QPlainTextEdit *>(widget))
            return edit->toPlainText();
        return line(name)->text();
    }

    [[nodiscard]] QWidget *focused() const { return form.window()->focusWidget(); }
    [[nodiscard]] QString focusName() const { return focused() != nullptr ? focused()->objectName() : QString(); }
    void focus(const QString &name) const { get(name)->setFocus(Qt::TabFocusReason); }

    // To what has the focus.
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(focused(), key, modifiers); }
    void keys(const QString &text) const
    {
        QWidget *target = focused();
        for (const QChar c : text)
            QTest::sendKeyEvent(QTest::Click, target, Qt::Key(c.unicode() < 128 ? c.toUpper().unicode() : 0),
                QString(c), Qt::NoModifier);
    }
    // Replaces what stands in the field.
    void type(const QString &name, const QString &text) const
    {
        focus(name);
        key(Qt::Key_A, Qt::ControlModifier);
        keys(text);
    }

    [[nodiscard]] QByteArray raw(const char *pointer, DraftPart part = DraftPart::Event) const
    {
        const JsonTape &tape = draft.tape(part);
        const JsonValue value = tape.isEmpty() ? JsonValue() : tape.root().at(pointer);
        return value ? QByteArray(value.raw().data(), qsizetype(value.length())) : QByteArray();
    }
    [[nodiscard]] std::vector<Finding> judged(const QByteArray &keyKind) const
    {
        const auto judge = builtInServices().judge(draft.state().service);
        JudgeContext context;
        context.now = formNow;
        context.transport = draft.state().transport;
        context.keyKind = keyKind;
        context.batchCount = 1;
        const JsonTape &envelope = draft.tape(DraftPart::Envelope);
        return judge->judge(draft.tape(), envelope.isEmpty() ? nullptr : &envelope, draft.state().shape, context)
            .findings;
    }

    Draft draft;
    SchemaForm form;
};

}
