// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFormLayout>
#include <QLabel>

class QPushButton;

namespace eventscope {

// A sentence under a field: a fault in the error's colour, or what is good to know, subdued. Hidden when
// there is nothing to say.
class FieldNote : public QLabel {
    Q_OBJECT

public:
    enum class Kind { Help, Good, Warning, Fault };

    explicit FieldNote(const QString &name, QWidget *parent = nullptr);

    void say(Kind kind, const QString &text);
    void clear();
    [[nodiscard]] Kind kind() const { return m_kind; }

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void dress();
    void fit();

    Kind m_kind = Kind::Help;
    int m_fittedWidth = -1;
    QString m_fittedText;
};

// A form whose labels stand in one column with those of the others made so.
[[nodiscard]] QFormLayout *makeForm(QWidget *parent);
// A field with its label, and what is said of it beneath (may be null). The label's key goes to `buddy`, which
// is in the field, or to the field itself. (With a focus proxy instead, Tab would come back to it for ever.)
void addField(QFormLayout *form, const QString &label, QWidget *field, QWidget *note, QWidget *buddy = nullptr);
// A button that Enter in a field does not press.
[[nodiscard]] QPushButton *makeButton(const QString &name, const QString &text, QWidget *parent);
// A heading of a group of fields.
[[nodiscard]] QLabel *makeHeading(const QString &text, QWidget *parent);

}
