// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rowimage.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

constexpr std::size_t leafHeaderBytes = 8;
constexpr std::size_t rootHeaderBytes = 12;
constexpr uchar leafPage = 0x0d;
constexpr uchar innerPage = 0x05;
constexpr std::size_t pageCountOffset = 28;    // in the file's header

// Seven bits a byte, the most significant first; up to 56 bits.
std::size_t putVarint(uchar *to, quint64 number) noexcept
{
    if (number < 0x80) {
        *to = static_cast<uchar>(number);
        return 1;
    }
    std::size_t bytes = 1;
    for (quint64 rest = number >> 7; rest != 0; rest >>= 7)
        ++bytes;
    for (std::size_t i = bytes; i-- > 0; number >>= 7)
        to[i] = static_cast<uchar>((number & 0x7f) | (i + 1 < bytes ? 0x80 : 0));
    return bytes;
}

std::size_t varintBytes(quint64 number) noexcept
{
    std::size_t bytes = 1;
    while ((number >>= 7) != 0)
        ++bytes;
    return bytes;
}

void putShort(uchar *to, std::size_t number) noexcept
{
    qToBigEndian(static_cast<quint16>(number), to);
}

}

void RowRecord::clear(qint64 id) noexcept
{
    m_id = id;
    m_types[0] = 0;    // the column that is the row id is not kept twice
    m_typeBytes = 1;
    m_partCount = 0;
    m_bodyBytes = 0;
}

void RowRecord::add(quint64 type, Part part) noexcept
{
    m_typeBytes += putVarint(m_types.data() + m_typeBytes, type);
    if (part.size == 0)
        return;
    m_bodyBytes += part.size;
    m_parts[m_partCount++] = part;
}

void RowRecord::null() noexcept
{
    add(0, {});
}

void RowRecord::number(qint64 number) noexcept
{
    const auto bits = static_cast<quint64>(number);
    const quint64 magnitude = number < 0 ? ~bits : bits;
    if (bits <= 1)
        return add(8 + bits, {});
    static constexpr std::size_t sizes[] = {1, 2, 3, 4, 6};
    for (std::size_t i = 0; i < std::size(sizes); ++i) {
        if (magnitude >> (8 * sizes[i] - 1) == 0)
            return add(i + 1, {nullptr, sizes[i], bits});
    }
    add(6, {nullptr, 8, bits});
}

void RowRecord::text(std::string_view text) noexcept
{
    add(13 + 2 * text.size(), {text.data(), text.size(), 0});
}

std::size_t RowRecord::cellBytes() const noexcept
{
    const std::size_t payload = 1 + m_typeBytes + m_bodyBytes;    // 1: the types take less than 127 bytes
    return payload + varintBytes(payload) + varintBytes(static_cast<quint64>(m_id));
}

void RowRecord::write(uchar *cell) const noexcept
{
    cell += putVarint(cell, 1 + m_typeBytes + m_bodyBytes);
    cell += putVarint(cell, static_cast<quint64>(m_id));
    *cell++ = static_cast<uchar>(1 + m_typeBytes);
    std::memcpy(cell, m_types.data(), m_typeBytes);
    cell += m_typeBytes;
    for (std::size_t i = 0; i < m_partCount; ++i) {
        const Part &part = m_parts[i];
        if (part.data != nullptr) {
            std::memcpy(cell, part.data, part.size);
        } else {
            const quint64 bytes = qToBigEndian(part.number << (64 - 8 * part.size));
            std::memcpy(cell, &bytes, part.size);
        }
        cell += part.size;
    }
}

RowImage::RowImage(std::span<const uchar> file, const std::vector<quint32> &roots)
    : m_bytes(std::make_unique_for_overwrite<uchar[]>(pageBytes * pageCount))
{
    std::memcpy(m_bytes.get(), file.data(), std::min(file.size(), pageBytes * pageCount));
    qToBigEndian(static_cast<quint32>(pageCount), m_bytes.get() + pageCountOffset);
    m_firstFree = static_cast<quint32>(file.size() / pageBytes) + 1;
    for (const quint32 root : roots) {
        m_tables.emplace_back().root = root;
        m_tables.back().filled.reserve(pageCount);
    }
    clear();
}

void RowImage::clear() noexcept
{
    m_nextFree = m_firstFree;
    for (Table &table : m_tables) {
        table.leaf = 0;
        table.filled.clear();
    }
}

void RowImage::add(std::size_t table, const RowRecord &row) noexcept
{
    Table &into = m_tables[table];
    const std::size_t bytes = row.cellBytes();
    if (into.leaf != 0 && leafHeaderBytes + 2 * (into.cells + 1) + bytes > into.top)
        endLeaf(into);
    if (into.leaf == 0) {
        into.leaf = m_nextFree++;
        into.cells = 0;
        into.top = pageBytes;
    }
    uchar *const leaf = page(into.leaf);
    into.top -= bytes;
    row.write(leaf + into.top);
    putShort(leaf + leafHeaderBytes + 2 * into.cells, into.top);
    ++into.cells;
    into.lastId = row.id();
}

void RowImage::endLeaf(Table &table) noexcept
{
    uchar *const leaf = page(table.leaf);
    leaf[0] = leafPage;
    putShort(leaf + 1, 0);
    putShort(leaf + 3, table.cells);
    putShort(leaf + 5, table.top);
    leaf[7] = 0;
    table.filled.emplace_back(table.leaf, table.lastId);
    table.leaf = 0;
}

void RowImage::finish() noexcept
{
    for (Table &table : m_tables) {
        const bool alone = table.filled.empty();
        const quint32 leaf = table.leaf;
        if (leaf != 0)
            endLeaf(table);
        if (!alone) {
            writeRoot(table);
        } else if (leaf != 0) {
            std::memcpy(page(table.root), page(leaf), leafHeaderBytes + 2 * table.cells);
            std::memcpy(page(table.root) + table.top, page(leaf) + table.top, pageBytes - table.top);
        } else {
            constexpr uchar empty[leafHeaderBytes] = {leafPage};
            std::memcpy(page(table.root), empty, sizeof empty);
        }
    }
}

// One above the leaves: there are far fewer of them than fit.
void RowImage::writeRoot(Table &table) noexcept
{
    uchar *const root = page(table.root);
    const std::size_t cells = table.filled.size() - 1;    // the last one stands in the header
    std::size_t top = pageBytes;
    for (std::size_t i = 0; i < cells; ++i) {
        uchar cell[4 + 9];
        qToBigEndian(table.filled[i].first, cell);
        const std::size_t bytes = 4 + putVarint(cell + 4, static_cast<quint64>(table.filled[i].second));
        top -= bytes;
        std::memcpy(root + top, cell, bytes);
        putShort(root + rootHeaderBytes + 2 * i, top);
    }
    root[0] = innerPage;
    putShort(root + 1, 0);
    putShort(root + 3, cells);
    putShort(root + 5, top);
    root[7] = 0;
    qToBigEndian(table.filled.back().first, root + 8);
}

}
