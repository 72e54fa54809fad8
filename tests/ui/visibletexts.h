// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMetaProperty>
#include <QTabBar>
#include <Qsci/qsciscintilla.h>

#include <functional>

namespace eventscope::test {

// Every text that the windows of the program hold for eyes, ears or tool tips: the widgets' and actions' own
// properties and their items in every role. `except` leaves a widget's own contents out, not its tool tip.
class VisibleTexts {
public:
    using Except = std::function<bool(const QWidget *)>;

    [[nodiscard]] static QStringList all(const Except &except)
    {
        VisibleTexts texts;
        for (const QWidget *widget : QApplication::allWidgets())
            texts.add(widget, except(widget));
        return texts.m_texts;
    }

private:
    void add(const QWidget *widget, bool withoutContents)
    {
        static const QByteArrayList contents{"text", "plainText", "html", "markdown", "currentText", "selectedText"};
        for (int i = 0; i < widget->metaObject()->propertyCount(); ++i) {
            const QMetaProperty property = widget->metaObject()->property(i);
            const bool isContents = contents.contains(property.name());
            const auto *edit = qobject_cast<const QLineEdit *>(widget);
            const bool isHidden = edit && edit->echoMode() != QLineEdit::Normal;    // its displayText counts
            if (!(isContents && (withoutContents || isHidden)) && !(withoutContents && isShown(property.name())))
                note(widget, property.read(widget));
        }
        for (const QAction *action : widget->actions())
            note(widget, action->text() + action->toolTip() + action->statusTip());
        if (const auto *bar = qobject_cast<const QTabBar *>(widget)) {
            for (int tab = 0; tab < bar->count(); ++tab)
                note(widget, bar->tabText(tab) + bar->tabToolTip(tab) + bar->tabWhatsThis(tab));
        }
        if (const auto *source = qobject_cast<const QsciScintilla *>(widget); source && !withoutContents)
            note(widget, source->text());
        if (const auto *view = qobject_cast<const QAbstractItemView *>(widget); view && view->model())
            addItems(widget, *view->model(), {});
        if (const auto *box = qobject_cast<const QComboBox *>(widget))
            addItems(widget, *box->model(), {});
    }

    static bool isShown(const char *property) { return QByteArrayView(property) == "displayText"; }

    void addItems(const QWidget *widget, const QAbstractItemModel &model, const QModelIndex &parent)
    {
        constexpr int most = 200;
        for (int row = 0; row < qMin(model.rowCount(parent), most); ++row) {
            for (int column = 0; column < model.columnCount(parent); ++column) {
                const QModelIndex index = model.index(row, column, parent);
                for (int role = 0; role < Qt::UserRole + 12; role = role == Qt::StatusTipRole ? Qt::AccessibleTextRole
                                                                    : role == Qt::AccessibleDescriptionRole
                                                                        ? int(Qt::UserRole)
                                                                        : role + 1)
                    note(widget, index.data(role));
                if (column == 0)
                    addItems(widget, model, index);
            }
        }
    }

    void note(const QWidget *widget, const QVariant &value)
    {
        const QString text = value.toString();
        if (!text.isEmpty())
            m_texts += QStringLiteral("%1 %2: %3")
                           .arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(), text);
    }

    QStringList m_texts;
};

}
