// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldpairs.h"

#include "compose/formvalue.h"
#include "composer/fieldrow.h"
#include "composer/fieldtext.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

#include <algorithm>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

struct Member {
    std::string key;
    JsonValue value;
    bool repeated = false;
};

// The first members, and of each whether a later one of the whole object has its key.
std::vector<Member> membersOf(JsonValue object, std::size_t limit)
{
    std::vector<Member> members;
    std::unordered_map<std::string, std::size_t> last;
    std::size_t index = 0;
    std::string key;
    for (const auto &[name, value] : object.members()) {
        key = name.string();
        const auto known = last.find(key);
        if (known != last.end()) {
            members[known->second].repeated = true;
            known->second = index;
        }
        if (index < limit) {
            last[key] = index;
            members.push_back({key, value, false});
        } else if (known != last.end()) {
            last.erase(known);    // the one that counts is not shown
        }
        ++index;
    }
    return members;
}

QString textOf(const std::string &key)
{
    return QString::fromUtf8(key.data(), qsizetype(key.size()));
}

bool isReturn(const QKeyEvent &key)
{
    return key.modifiers() == Qt::NoModifier && (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter);
}

}

FieldPairs::FieldPairs(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldSeries(host, std::move(site), parent)
    , m_add(new QLineEdit(this))
{
    m_add->setObjectName(this->site().name(u"add"));
    m_add->setPlaceholderText(tr("Add a key"));
    m_add->setFixedWidth(host.leadWidth(this->site().depth));
    m_add->setEnabled(!this->site().field.readOnly);
    host.watch(m_add);
    m_add->installEventFilter(this);
    column()->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QLineEdit::textEdited, this, [this] { emit refused({}); });
}

QWidget *FieldPairs::input()
{
    return rows().empty() ? m_add : rows().front()->editor().input();
}

void FieldPairs::rebind(const JsonPointer &base)
{
    FieldSeries::rebind(base);
    m_pairs.clear();
    m_add->setObjectName(site().name(u"add"));
}

void FieldPairs::describe(const QString &name, const QString &description)
{
    FieldSeries::describe(name, description);
    m_add->setAccessibleName(tr("Add a key to %1").arg(name));
    m_add->setAccessibleDescription(description);
}

std::optional<std::size_t> FieldPairs::indexOf(const std::string &token) const
{
    const JsonValue value = current();
    if (!value || !value.isObject())
        return {};
    std::optional<std::size_t> found;
    std::size_t index = 0;
    for (const auto &[key, member] : value.members()) {
        if (key.stringEquals(token))
            found = index;
        ++index;
    }
    return found;
}

void FieldPairs::showValue(JsonValue value)
{
    const bool drawn = value && value.isObject();
    const std::vector<Member> members = drawn ? membersOf(value, limit()) : std::vector<Member>();
    const bool changed = members.size() != rows().size();
    dropRows(members.size());
    m_pairs.resize(std::min(m_pairs.size(), members.size()));
    while (rows().size() < members.size())
        addPairRow(members[rows().size()].key);
    for (std::size_t i = 0; i < members.size(); ++i) {
        bind(i, members[i].key, members[i].repeated);
        rows()[i]->showValue(members[i].value);
    }
    showCount(drawn ? value.size() : 0);
    if (changed)
        host().noteRestructured();
}

void FieldPairs::addPairRow(const std::string &key)
{
    FieldSite inner = site().inner(placeOf(key));
    auto *edit = new QLineEdit(this);
    edit->setMaxLength(32 * 1024 * 1024);
    const std::size_t index = rows().size();
    auto *row = new FieldRow(host(), std::move(inner), edit, this);
    host().watch(edit);
    edit->installEventFilter(this);
    row->editor().input()->installEventFilter(this);
    connect(edit, &QLineEdit::editingFinished, this, [this, index] { commitKey(index); });
    connect(row, &FieldRow::removing, this, [this, index] { focusAfterRemoval(index); });
    m_pairs.push_back({key, edit, false});
    addRow(row, row);
    edit->setObjectName((site().field.part == DraftPart::Event ? u"key:"_s : u"envelope-key:"_s) +
                        QString::fromUtf8(placeOf(key).text()));
    edit->setText(textOf(key));
    edit->setAccessibleName(tr("Key"));
}

void FieldPairs::bind(std::size_t index, const std::string &key, bool repeated)
{
    Pair &pair = m_pairs[index];
    FieldRow *row = rows()[index];
    if (pair.key != key) {
        pair.key = key;
        row->rebind(placeOf(key));
        pair.edit->setObjectName((site().field.part == DraftPart::Event ? u"key:"_s : u"envelope-key:"_s) +
                                 QString::fromUtf8(placeOf(key).text()));
        showText(pair.edit, textOf(key));
    } else if (!pair.edit->isModified()) {
        showText(pair.edit, textOf(key));
    }
    row->editor().describe(tr("Value of %1").arg(textOf(key)), {});
    if (pair.repeated == repeated)
        return;
    pair.repeated = repeated;
    row->setLocked(repeated);
    pair.edit->setReadOnly(repeated);
    row->setNote(repeated ? tr("“%1” is written again further down, and only the last one counts. Remove one of them "
                               "in the source.")
                                .arg(textOf(key).left(40))
                          : QString());
}

void FieldPairs::commitKey(std::size_t index)
{
    if (host().isShowing() || index >= m_pairs.size() || !m_pairs[index].edit->isModified())
        return;
    Pair &pair = m_pairs[index];
    const QString text = pair.edit->text();
    FieldRow *row = rows()[index];
    pair.edit->setModified(false);
    if (text == textOf(pair.key)) {
        row->setNote({});
        return;
    }
    if (current().find(text.toStdString())) {
        row->setNote(tr("“%1” is there already. Choose another key.").arg(text.left(40)));
        pair.edit->setText(textOf(pair.key));
        return;
    }
    host().draft().endMerge();
    const auto done = host().draft().rename(site().field.part, placeOf(pair.key), text);
    row->setNote(done ? QString() : done.error().message);
}

bool FieldPairs::add()
{
    const QString text = m_add->text();
    const JsonValue value = current();
    if (value && value.isObject() && value.find(text.toStdString())) {
        emit refused(tr("“%1” is there already. Choose another key, or change its value.").arg(text.left(40)));
        return false;
    }
    const FieldSite inner = site().inner(site().at());
    const JsonPointer at = placeOf(text.toStdString());
    host().draft().endMerge();
    // A null or another scalar gives way: the map is what was asked for.
    const QByteArray fresh = freshValue(inner.field, host().now());
    const bool replaces = value && !value.isObject() && value.isNull();
    const auto done = host().draft().set(site().field.part, replaces ? site().at() : at,
        replaces ? "{" + quoted(QStringView(text)) + ": " + fresh + "}" : fresh);
    emit refused(done ? QString() : done.error().message);
    if (!done)
        return false;
    m_add->clear();
    if (host().focusAt && host().focusAt(site().field.part, at)) {
        if (auto *line = qobject_cast<QLineEdit *>(window()->focusWidget()))
            line->selectAll();
    }
    return true;
}

bool FieldPairs::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return FieldSeries::eventFilter(watched, event);
    const auto &key = *static_cast<QKeyEvent *>(event);
    const bool tab = key.key() == Qt::Key_Tab && key.modifiers() == Qt::NoModifier;
    if (watched == m_add) {
        if (!isReturn(key) && !(tab && !m_add->text().isEmpty()))
            return false;
        if (!m_add->text().isEmpty())
            (void)add();
        return true;
    }
    const auto pair =
        std::find_if(m_pairs.begin(), m_pairs.end(), [&](const Pair &candidate) { return candidate.edit == watched; });
    if (pair == m_pairs.end()) {
        if (!isReturn(key) || qobject_cast<QLineEdit *>(watched) == nullptr)
            return false;
        m_add->setFocus(Qt::TabFocusReason);
        return true;
    }
    const auto index = std::size_t(pair - m_pairs.begin());
    if (key.key() == Qt::Key_Escape && pair->edit->isModified()) {
        pair->edit->setText(textOf(pair->key));
        rows()[index]->setNote({});
        return true;
    }
    if (isReturn(key)) {
        commitKey(index);
        if (index < rows().size())
            rows()[index]->editor().input()->setFocus(Qt::TabFocusReason);
        return true;
    }
    return false;
}

void FieldPairs::focusAfterRemoval(std::size_t index)
{
    QWidget *focused = window()->focusWidget();
    if (index >= rows().size() || focused == nullptr || !rows()[index]->isAncestorOf(focused))
        return;
    const bool onKey = focused == m_pairs[index].edit;
    // The rows show what follows: only the last one goes.
    std::size_t next = index;
    if (index + 1 >= rows().size()) {
        if (index == 0) {
            m_add->setFocus(Qt::OtherFocusReason);
            return;
        }
        next = index - 1;
    }
    QWidget *target = onKey ? m_pairs[next].edit : rows()[next]->editor().input();
    target->setFocus(Qt::OtherFocusReason);
}

}
