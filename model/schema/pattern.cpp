// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/pattern.h"

#include "schema/ecmapattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <QCoreApplication>

#include <limits>
#include <mutex>
#include <string>

namespace eventscope {

namespace {

constexpr std::size_t longestPattern = 64 * 1024;
constexpr std::uint32_t mostHeapKib = 16 * 1024;
constexpr std::size_t largestStack = 8 * 1024 * 1024;

// PCRE2 limits the steps from each place where a match could start, so that their sum grows with the text:
// good for a short one. For a longer one, callouts between the parts of the expression count all that is
// done: so many steps for the text whatever it is, and so many for each of its bytes.
constexpr std::uint32_t mostStepsFromOneStart = 500'000;
constexpr std::size_t longestUncounted = 1024;
constexpr std::int64_t stepsOfText = 64'000'000;
constexpr std::int64_t stepsOfByte = 32;
constexpr std::int64_t stepsOfCallout = 16;

struct Deleter {
    void operator()(pcre2_code *code) const noexcept { pcre2_code_free(code); }
    void operator()(pcre2_match_data *data) const noexcept { pcre2_match_data_free(data); }
    void operator()(pcre2_match_context *context) const noexcept { pcre2_match_context_free(context); }
    void operator()(pcre2_jit_stack *stack) const noexcept { pcre2_jit_stack_free(stack); }
};

// What one match at a time needs beside the compiled expression; one a thread, made at its first match.
class MatchSpace {
public:
    MatchSpace()
        : m_data(pcre2_match_data_create(1, nullptr))
        , m_context(pcre2_match_context_create(nullptr))
        , m_stack(pcre2_jit_stack_create(32 * 1024, largestStack, nullptr))
    {
        pcre2_set_heap_limit(m_context.get(), mostHeapKib);
        pcre2_jit_stack_assign(m_context.get(), nullptr, m_stack.get());
        pcre2_set_callout(m_context.get(), &MatchSpace::count, this);
    }
    MatchSpace(const MatchSpace &) = delete;
    MatchSpace &operator=(const MatchSpace &) = delete;

    void allow(std::int64_t steps, bool counted) noexcept
    {
        m_left = steps;
        m_at = 0;
        pcre2_set_match_limit(
            m_context.get(), counted ? std::numeric_limits<std::uint32_t>::max() : mostStepsFromOneStart);
    }
    [[nodiscard]] pcre2_match_data *data() const noexcept { return m_data.get(); }
    [[nodiscard]] pcre2_match_context *context() const noexcept { return m_context.get(); }

private:
    // A callout: what was passed since the last one, by a loop over one class for example, counts too.
    static int count(pcre2_callout_block *block, void *space) noexcept
    {
        auto &self = *static_cast<MatchSpace *>(space);
        const PCRE2_SIZE at = block->current_position;
        self.m_left -= stepsOfCallout + static_cast<std::int64_t>(at > self.m_at ? at - self.m_at : 0);
        self.m_at = at;
        return self.m_left < 0 ? PCRE2_ERROR_CALLOUT : 0;
    }

    std::int64_t m_left = 0;
    PCRE2_SIZE m_at = 0;
    std::unique_ptr<pcre2_match_data, Deleter> m_data;
    std::unique_ptr<pcre2_match_context, Deleter> m_context;
    std::unique_ptr<pcre2_jit_stack, Deleter> m_stack;
};

// Half surrogates (ED A0..BF xx) as U+FFFD, which has three bytes too.
std::string withoutSurrogates(std::string_view text)
{
    std::string copy(text);
    for (std::size_t i = 0; i + 2 < copy.size(); ++i) {
        const auto second = static_cast<unsigned char>(copy[i + 1]);
        if (static_cast<unsigned char>(copy[i]) == 0xED && second >= 0xA0)
            copy.replace(i, 3, "\xEF\xBF\xBD");
    }
    return copy;
}

QString messageOf(int error)
{
    PCRE2_UCHAR buffer[256];
    const int length = pcre2_get_error_message(error, buffer, sizeof buffer);
    return QString::fromLatin1(reinterpret_cast<const char *>(buffer), length < 0 ? 0 : length);
}

}

struct Pattern::Compiled {
    struct Code {
        std::unique_ptr<pcre2_code, Deleter> code;
        bool jit = false;
    };

    // The error is PCRE2's number; 0 when it is compiled.
    static int compile(const std::string &spelling, std::uint32_t moreOptions, Code &into)
    {
        int error = 0;
        PCRE2_SIZE place = 0;
        constexpr std::uint32_t options =
            PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
        into.code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(spelling.data()), spelling.size(),
            options | moreOptions, &error, &place, nullptr));
        if (!into.code)
            return error;
        into.jit = pcre2_jit_compile(into.code.get(), PCRE2_JIT_COMPLETE) == 0;
        return 0;
    }

    // The one with callouts, made when a long text is first matched. Null when it is too large.
    const Code &counted() const
    {
        std::call_once(m_once, [this] { compile(spelling, options | PCRE2_AUTO_CALLOUT, m_counted); });
        return m_counted;
    }

    std::string spelling;
    std::uint32_t options = 0;
    Code plain;

private:
    mutable std::once_flag m_once;
    mutable Code m_counted;
};

Pattern::Pattern(std::shared_ptr<const Compiled> compiled)
    : m_compiled(std::move(compiled))
{}

tl::expected<Pattern, QString> Pattern::compile(std::string_view expression, PatternCase letters)
{
    if (expression.size() > longestPattern)
        return tl::unexpected(QCoreApplication::translate("Pattern", "it is longer than 64 KiB"));
    auto translated = pcreFromEcma(expression);
    if (!translated)
        return tl::unexpected(translated.error());
    auto compiled = std::make_shared<Compiled>();
    compiled->spelling = std::move(*translated);
    compiled->options = letters == PatternCase::Ignored ? PCRE2_CASELESS : 0;
    if (const int error = Compiled::compile(compiled->spelling, compiled->options, compiled->plain); error != 0)
        return tl::unexpected(messageOf(error));
    return Pattern(std::move(compiled));
}

PatternMatch Pattern::match(std::string_view text, bool hasLoneSurrogates) const
{
    if (hasLoneSurrogates)
        return match(withoutSurrogates(text), false);
    thread_local MatchSpace space;
    const bool counted = text.size() > longestUncounted;
    const auto &use = counted ? m_compiled->counted() : m_compiled->plain;
    if (!use.code)
        return PatternMatch::Exhausted;
    space.allow(stepsOfText + stepsOfByte * static_cast<std::int64_t>(text.size()), counted);
    const auto subject = reinterpret_cast<PCRE2_SPTR>(text.data() != nullptr ? text.data() : "");
    const auto run = use.jit ? pcre2_jit_match : pcre2_match;
    const int found = run(use.code.get(), subject, text.size(), 0, PCRE2_NO_UTF_CHECK, space.data(), space.context());
    if (found >= 0)
        return PatternMatch::Yes;
    return found == PCRE2_ERROR_NOMATCH ? PatternMatch::No : PatternMatch::Exhausted;
}

}
