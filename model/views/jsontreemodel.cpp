// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/jsontreemodel.h"

#include "event/jsonpointer.h"
#include "event/utf8.h"
#include "views/celltext.h"

#include <QLocale>

#include <algorithm>
#include <unordered_set>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Above any node's index: the internal id of a "more" row is that of its branch with this bit.
constexpr quintptr moreBit = quintptr(1) << 32;
constexpr quint32 rootNode = 0;

bool isContainer(const JsonNode &node)
{
    return node.kind == JsonKind::Object || node.kind == JsonKind::Array;
}

}

JsonDocument::JsonDocument(QByteArray of)
    : text(std::move(of))
{
    // A text that is not JSON leaves the tape empty, which is what views show.
    if (!tape.read(viewOf(text)))
        return;
}

JsonTreeModel::JsonTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{}

JsonTreeModel::~JsonTreeModel() = default;

void JsonTreeModel::setDocument(std::shared_ptr<const JsonDocument> document)
{
    beginResetModel();
    m_document = std::move(document);
    m_branches.clear();
    m_places.clear();
    if (m_document && !m_document->tape.isEmpty() && isContainer(m_document->tape.nodes()[rootNode])) {
        Branch &root = branch(rootNode);
        const auto all = static_cast<int>(root.children.size());
        root.shown = std::min(page, all);
        root.more = root.shown < all;
        for (int i = 0; i < root.shown; ++i)
            m_places[root.children[static_cast<std::size_t>(i)].node] = {rootNode, i};
    }
    endResetModel();
}

// --- Nodes

std::optional<quint32> JsonTreeModel::nodeOf(const QModelIndex &index) const
{
    if (!m_document || m_document->tape.isEmpty())
        return std::nullopt;
    if (!index.isValid())
        return rootNode;
    if (index.internalId() & moreBit)
        return std::nullopt;
    return static_cast<quint32>(index.internalId());
}

bool JsonTreeModel::isMore(const QModelIndex &index) const
{
    return index.isValid() && (index.internalId() & moreBit) != 0;
}

const JsonTreeModel::Branch *JsonTreeModel::opened(quint32 node) const
{
    const auto found = m_branches.find(node);
    return found == m_branches.end() ? nullptr : &found->second;
}

JsonTreeModel::Branch &JsonTreeModel::branch(quint32 node)
{
    const auto [found, isNew] = m_branches.try_emplace(node);
    Branch &made = found->second;
    if (!isNew)
        return made;
    const JsonValue value(&m_document->tape, node);
    if (value.isArray()) {
        for (const JsonValue item : value.items())
            made.children.push_back({item.index(), false});
        return made;
    }
    for (const JsonMember member : value.members())
        made.children.push_back({member.value.index(), false});
    std::unordered_set<std::string> seen;
    for (auto child = made.children.rbegin(); child != made.children.rend(); ++child)
        child->overridden = !seen.insert(JsonValue(&m_document->tape, child->node - 1).string()).second;
    return made;
}

JsonValue JsonTreeModel::valueAt(const QModelIndex &index) const
{
    const auto node = nodeOf(index);
    return node && index.isValid() ? JsonValue(&m_document->tape, *node) : JsonValue();
}

QByteArray JsonTreeModel::pointerAt(const QModelIndex &index) const
{
    if (!index.isValid() || isMore(index))
        return {};
    JsonPointer pointer;
    std::vector<std::string> tokens;
    for (QModelIndex at = index; at.isValid(); at = at.parent()) {
        const auto node = static_cast<quint32>(at.internalId());
        const Place place = m_places.at(node);
        const bool isItem = m_document->tape.nodes()[place.parent].kind == JsonKind::Array;
        tokens.push_back(isItem ? std::to_string(place.row) : JsonValue(&m_document->tape, node - 1).string());
    }
    for (auto token = tokens.rbegin(); token != tokens.rend(); ++token)
        pointer = pointer.child(*token);
    return pointer.text();
}

QModelIndex JsonTreeModel::indexOfPlaced(quint32 node) const
{
    const auto found = m_places.find(node);
    return found == m_places.end() ? QModelIndex() : createIndex(found->second.row, KeyColumn, quintptr(node));
}

QModelIndex JsonTreeModel::indexOf(quint32 node)
{
    if (!m_document || node >= m_document->tape.nodes().size())
        return {};
    const std::vector<JsonNode> &nodes = m_document->tape.nodes();
    quint32 at = rootNode;
    while (at != node && isContainer(nodes[at])) {
        const Branch &of = branch(at);
        // The child whose subtree holds the node: the last that does not start behind it. A key belongs
        // to its value.
        auto child = std::upper_bound(of.children.begin(), of.children.end(), node,
            [](quint32 wanted, const Child &candidate) { return wanted < candidate.node; });
        const bool isKey = nodes[at].kind == JsonKind::Object && child != of.children.end() && child->node == node + 1;
        if (!isKey) {
            if (child == of.children.begin())
                break;
            --child;
        }
        const auto row = static_cast<int>(child - of.children.begin());
        if (row >= of.shown)
            show(at, row + 1);
        at = child->node;
        if (isKey)
            break;
    }
    return indexOfPlaced(at);
}

QModelIndex JsonTreeModel::indexAtOffset(quint32 offset)
{
    if (!m_document || m_document->tape.isEmpty())
        return {};
    const std::vector<JsonNode> &nodes = m_document->tape.nodes();
    const auto behind = std::upper_bound(
        nodes.begin(), nodes.end(), offset, [](quint32 wanted, const JsonNode &node) { return wanted < node.offset; });
    return behind == nodes.begin() ? QModelIndex() : indexOf(static_cast<quint32>(behind - nodes.begin() - 1));
}

// Shows at least so many of a branch's children, whole pages of them.
void JsonTreeModel::show(quint32 node, int count)
{
    Branch &of = branch(node);
    const auto all = static_cast<int>(of.children.size());
    const int wanted = std::min(all, (count + page - 1) / page * page);
    if (wanted <= of.shown)
        return;
    const QModelIndex parent = node == rootNode ? QModelIndex() : indexOfPlaced(node);
    if (of.more) {
        beginRemoveRows(parent, of.shown, of.shown);
        of.more = false;
        endRemoveRows();
    }
    const bool more = wanted < all;
    beginInsertRows(parent, of.shown, more ? wanted : wanted - 1);
    for (int i = of.shown; i < wanted; ++i)
        m_places[of.children[static_cast<std::size_t>(i)].node] = {node, i};
    of.shown = wanted;
    of.more = more;
    endInsertRows();
}

void JsonTreeModel::showMore(const QModelIndex &moreRow)
{
    if (!isMore(moreRow))
        return;
    const auto node = static_cast<quint32>(moreRow.internalId() & ~moreBit);
    show(node, branch(node).shown + 1);
}

QString JsonTreeModel::copyText(const QModelIndex &index) const
{
    const JsonValue value = valueAt(index);
    if (!value)
        return {};
    return stringOf(value.isString() ? value.string() : std::string(value.raw()));
}

// --- The model

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    const quint32 node = *nodeOf(parent);
    const Branch &of = *opened(node);
    if (row == of.shown)
        return createIndex(row, column, quintptr(node) | moreBit);
    return createIndex(row, column, quintptr(of.children[static_cast<std::size_t>(row)].node));
}

QModelIndex JsonTreeModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const auto node = static_cast<quint32>(index.internalId() & ~moreBit);
    const quint32 of = isMore(index) ? node : m_places.at(node).parent;
    return of == rootNode ? QModelIndex() : indexOfPlaced(of);
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    const auto node = nodeOf(parent);
    const Branch *of = node ? opened(*node) : nullptr;
    return of ? of->shown + (of->more ? 1 : 0) : 0;
}

int JsonTreeModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const
{
    const auto node = nodeOf(parent);
    if (!node || parent.column() > 0)
        return false;
    const JsonNode &of = m_document->tape.nodes()[*node];
    return isContainer(of) && of.next > *node + 1;
}

bool JsonTreeModel::canFetchMore(const QModelIndex &parent) const
{
    return hasChildren(parent) && rowCount(parent) == 0;
}

void JsonTreeModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        show(*nodeOf(parent), 1);
}

QString JsonTreeModel::keyText(const QModelIndex &index) const
{
    const auto node = static_cast<quint32>(index.internalId());
    const Place place = m_places.at(node);
    if (m_document->tape.nodes()[place.parent].kind == JsonKind::Array)
        return QString::number(place.row);
    std::string buffer;
    return lineOf(JsonValue(&m_document->tape, node - 1).string(buffer));
}

QString JsonTreeModel::valueText(JsonValue value) const
{
    switch (value.kind()) {
    case JsonKind::Object:
        return counted(static_cast<qint64>(value.size()), tr("{ %1 member }"), tr("{ %1 members }"));
    case JsonKind::Array:
        return counted(static_cast<qint64>(value.size()), tr("[ %1 item ]"), tr("[ %1 items ]"));
    case JsonKind::String: {
        std::string buffer;
        return u'"' + lineOf(value.string(buffer)) + u'"';
    }
    default:
        return lineOf(value.raw());
    }
}

QString JsonTreeModel::moreText(const QModelIndex &index) const
{
    const Branch &of = *opened(static_cast<quint32>(index.internalId() & ~moreBit));
    const qsizetype left = static_cast<qsizetype>(of.children.size()) - of.shown;
    return tr("%1 more: press Enter to show the next").arg(QLocale().toString(left));
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (isMore(index)) {
        if (role == Qt::DisplayRole && index.column() == KeyColumn)
            return moreText(index);
        return role == MoreRole ? QVariant(true) : QVariant();
    }
    const JsonValue value = valueAt(index);
    const Place place = m_places.at(value.index());
    const bool overridden = opened(place.parent)->children[static_cast<std::size_t>(place.row)].overridden;
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == KeyColumn ? keyText(index) : valueText(value);
    case Qt::ToolTipRole:
        if (overridden)
            return tr("This key stands again further down; the last one counts.");
        return index.column() == KeyColumn ? keyText(index) : lineOf(value.raw());
    case KindRole:
        return static_cast<int>(value.kind());
    case OverriddenRole:
        return overridden;
    case MoreRole:
        return false;
    case IsItemRole:
        return m_document->tape.nodes()[place.parent].kind == JsonKind::Array;
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == KeyColumn ? tr("Key") : tr("Value");
}

Qt::ItemFlags JsonTreeModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

}
