// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pathkey.h"

#include "store/eventfilter.h"

#include <initializer_list>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr QStringView exists = u"has:";

QByteArray pathOf(const QString &key)
{
    const auto filter = EventFilter::parse(exists.toString() + key, 0);
    if (!filter || filter->root().children.size() != 1)
        return {};
    const EventFilter::Node &only = filter->root().children.first();
    const bool isPath = only.kind == EventFilter::Node::Kind::Term && only.term.op == FilterTerm::Op::Exists;
    return isPath ? only.term.path : QByteArray();
}

}

QString pathKey(const QByteArray &path)
{
    FilterTerm term;
    term.field = Field::Path;
    term.op = FilterTerm::Op::Exists;
    term.path = path;
    const QString text = EventFilter().withTerm(term).text();
    return text.startsWith(exists) ? text.sliced(exists.size()) : QString();
}

QByteArray pathFromKey(const QString &key)
{
    QString escaped = key;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    for (const QString &form : {key, u'"' + escaped + u'"'})
        if (QByteArray path = pathOf(form); !path.isEmpty())
            return path;
    return {};
}

}
