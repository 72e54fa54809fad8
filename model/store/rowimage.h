// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

// A row as SQLite keeps it: values in the order of the table's columns, the first of which is its row id. For one row
// after the other; texts must stay as they are until the row is in the image.
class RowRecord {
public:
    void clear(qint64 id) noexcept;
    void number(qint64 number) noexcept;
    void text(std::string_view text) noexcept;
    void null() noexcept;

    [[nodiscard]] qint64 id() const noexcept { return m_id; }
    // With what stands before it in a page.
    [[nodiscard]] std::size_t cellBytes() const noexcept;
    void write(uchar *cell) const noexcept;

private:
    static constexpr std::size_t mostColumns = 24;

    struct Part {
        const char *data = nullptr;    // null: a number
        std::size_t size = 0;
        quint64 number = 0;
    };
    void add(quint64 type, Part part) noexcept;

    qint64 m_id = 0;
    std::array<uchar, 9 * mostColumns> m_types;
    std::size_t m_typeBytes = 0;
    std::array<Part, mostColumns> m_parts;
    std::size_t m_partCount = 0;
    std::size_t m_bodyBytes = 0;
};

// Rows of a few tables as SQLite's file format has them, in memory: what SQLite takes over from another file as it
// is, row by row, without reading the values. Filled over and over; the memory stays where it is.
class RowImage {
public:
    static constexpr std::size_t pageBytes = 65'536;
    static constexpr std::size_t pageCount = 96;
    static constexpr std::size_t largestCell = pageBytes - 64;    // larger ones would go on in pages of their own

    // The beginning of a file with those tables, without rows, in pages of that size; the roots of the tables.
    RowImage(std::span<const uchar> file, const std::vector<quint32> &roots);

    [[nodiscard]] std::span<uchar> bytes() noexcept { return {m_bytes.get(), pageBytes * pageCount}; }

    void clear() noexcept;
    // Room for one more row of each table.
    [[nodiscard]] bool hasRoom() const noexcept { return m_nextFree + m_tables.size() <= pageCount + 1; }
    // In the order of ids; at most largestCell.
    void add(std::size_t table, const RowRecord &row) noexcept;
    // What was added can be read.
    void finish() noexcept;

private:
    struct Table {
        quint32 root = 0;
        quint32 leaf = 0;         // the page that is being filled; 0: none
        std::size_t cells = 0;    // in it
        std::size_t top = 0;      // where they begin
        qint64 lastId = 0;
        std::vector<std::pair<quint32, qint64>> filled;    // pages, and the last id in each
    };

    [[nodiscard]] uchar *page(quint32 number) noexcept { return m_bytes.get() + (number - 1) * pageBytes; }
    void endLeaf(Table &table) noexcept;
    void writeRoot(Table &table) noexcept;

    std::unique_ptr<uchar[]> m_bytes;
    std::vector<Table> m_tables;
    quint32 m_firstFree = 0;
    quint32 m_nextFree = 0;
};

}
