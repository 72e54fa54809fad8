// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/pattern.h"

#include "schema/ecmapattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <QCoreApplication>

#include <string>

namespace eventscope {

namespace {

constexpr std::uint32_t mostSteps = 500'000;
constexpr std::uint32_t mostHeapKib = 16 * 1024;
constexpr std::size_t longestPattern = 64 * 1024;
constexpr std::size_t largestStack = 512 * 1024;

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
        pcre2_set_match_limit(m_context.get(), mostSteps);
        pcre2_set_heap_limit(m_context.get(), mostHeapKib);
        pcre2_jit_stack_assign(m_context.get(), nullptr, m_stack.get());
    }

    [[nodiscard]] pcre2_match_data *data() const noexcept { return m_data.get(); }
    [[nodiscard]] pcre2_match_context *context() const noexcept { return m_context.get(); }

private:
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
    std::unique_ptr<pcre2_code, Deleter> code;
    bool jit = false;
};

Pattern::Pattern(std::shared_ptr<const Compiled> compiled)
    : m_compiled(std::move(compiled))
{}

tl::expected<Pattern, QString> Pattern::compile(std::string_view expression)
{
    if (expression.size() > longestPattern)
        return tl::unexpected(QCoreApplication::translate("Pattern", "it is longer than 64 KiB"));
    const auto translated = pcreFromEcma(expression);
    if (!translated)
        return tl::unexpected(translated.error());

    int error = 0;
    PCRE2_SIZE place = 0;
    constexpr std::uint32_t options =
        PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
    auto compiled = std::make_shared<Compiled>();
    compiled->code.reset(pcre2_compile(
        reinterpret_cast<PCRE2_SPTR>(translated->data()), translated->size(), options, &error, &place, nullptr));
    if (!compiled->code)
        return tl::unexpected(messageOf(error));
    compiled->jit = pcre2_jit_compile(compiled->code.get(), PCRE2_JIT_COMPLETE) == 0;
    return Pattern(std::move(compiled));
}

PatternMatch Pattern::match(std::string_view text, bool hasLoneSurrogates) const
{
    if (hasLoneSurrogates)
        return match(withoutSurrogates(text), false);
    thread_local const MatchSpace space;
    const auto subject = reinterpret_cast<PCRE2_SPTR>(text.data() != nullptr ? text.data() : "");
    const auto run = m_compiled->jit ? pcre2_jit_match : pcre2_match;
    const int found =
        run(m_compiled->code.get(), subject, text.size(), 0, PCRE2_NO_UTF_CHECK, space.data(), space.context());
    if (found >= 0)
        return PatternMatch::Yes;
    return found == PCRE2_ERROR_NOMATCH ? PatternMatch::No : PatternMatch::Exhausted;
}

}
