// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the input: it ends, its pieces are where they are said to be, and chunks do not matter.
#include "cutrecorder.h"

#include <cstdio>
#include <cstdlib>

using namespace eventscope;

namespace {

void require(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

// Writes down, and looks whether each piece is what stands at its place.
class Checker : public test::CutRecorder {
public:
    Checker(std::string_view input, const CutOptions &options)
        : m_input(input)
        , m_options(options)
    {}

    bool event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at) override
    {
        require(tape.root().isObject(), "an event is no object");
        require(tape.text().size() <= m_options.bounds.bytes, "an event is too large");
        if (!m_options.stripComments)
            require(piece(at) == tape.root().raw(), "an event is not at its place");
        JsonTape beside;
        require(envelope.isEmpty() || beside.read(viewOf(envelope)), "an envelope is no JSON");
        passed(at);
        return CutRecorder::event(tape, envelope, at);
    }

    bool reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented) override
    {
        require(bytes.size() <= m_options.bounds.bytes, "a reject is too large");
        require(!reason.isEmpty(), "a reject without a reason");
        if (!m_options.stripComments)
            require(piece(at).starts_with(bytes), "a reject is not at its place");
        passed(at);
        return CutRecorder::reject(bytes, at, reason, commented);
    }

private:
    std::string_view piece(const CutPlace &at) const
    {
        const auto size = static_cast<qint64>(m_input.size());
        require(at.offset >= 0 && at.length >= 0 && at.offset + at.length <= size, "a place is outside");
        return m_input.substr(std::size_t(at.offset), std::size_t(at.length));
    }

    void passed(const CutPlace &at)
    {
        require(at.offset >= m_last, "a piece stands before the last one");
        m_last = at.offset;
        const auto end = m_input.begin() + std::ptrdiff_t(at.offset);
        require(at.line == 1 + std::count(m_input.begin(), end, '\n'), "a line is wrong");
    }

    std::string_view m_input;
    CutOptions m_options;
    qint64 m_last = 0;
};

QByteArrayList cut(const QByteArray &bytes, const CutOptions &options, qint64 chunk)
{
    const auto opened = [&bytes] {
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(bytes);
        buffer->open(QIODevice::ReadOnly);
        return std::make_unique<ByteSource>(std::move(buffer), QStringLiteral("input"));
    };
    const std::unique_ptr<ByteSource> source = opened();
    InputWindow window(*source, {}, chunk);
    Checker checker(viewOf(bytes), options);
    const Result<void> done = Cutter(window, test::someForms(), checker, options, opened).run();
    require(done.has_value(), "it fails");
    return checker.log + checker.requests;
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1 || size > 60'000)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    if (bytes.startsWith("\x1F\x8B"))
        return 0;
    CutOptions options;
    options.stripComments = data[0] & 1;
    options.bounds = data[0] & 2 ? JsonBounds{40, 6} : JsonBounds();
    require(cut(bytes, options, 7) == cut(bytes, options, 1 << 16), "chunks matter");
    return 0;
}
