// SPDX-License-Identifier: GPL-3.0-or-later
// Any tracking plan, the first line, and any event, the rest: what is read is written and read again as the same,
// and judging ends. The whole as a table of a plan too.
#include "event/utf8.h"
#include "plan/planfiles.h"
#include "plan/planjudge.h"
#include "service/services.h"

#include <QDir>

#include <cstdio>
#include <cstdlib>

using namespace eventscope;

namespace {

const QString file = QStringLiteral("plan");

void require(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

const Services &services()
{
    static const Services all = Services::load(QDir(QStringLiteral("/nowhere"))).services;
    return all;
}

void judge(const PlanJudge &judge, const Plan &plan, const std::string &text)
{
    JsonTape event;
    if (!event.read(text))
        return;
    const Detection found = services().detect(event.root());
    const auto service = found.service ? found.service : services().all().front();
    const QByteArray own = found.service ? service->identify(event.root(), {}, found.shape).name : QByteArray();
    for (const QByteArray &name : {own, plan.events().empty() ? QByteArray("a") : plan.events().front().name}) {
        const Judgement judgement = judge.judge(event, *service, found.shape, name);
        const Judgement verdict = judge.verdict(event, *service, found.shape, name);
        require(judgement.verdict == verdict.verdict, "the verdict is another without sentences");
        require(judgement.rules == verdict.rules, "the rules are others without sentences");
        for (const Finding &finding : judgement.findings) {
            require(quint64(finding.offset) + finding.length <= text.size(), "a finding is beyond the text");
            require(!finding.sentence.isEmpty(), "a finding says nothing");
        }
    }
}

void usePlan(const Plan &plan)
{
    const QByteArray text = plan.text();
    const auto again = Plan::load(text, file);
    require(again.has_value(), "a plan's text is no plan");
    require(*again == plan, "a plan's text is another plan");
    for (const PlannedEvent &event : plan.events()) {
        for (const PlannedProperty &property : propertiesOf(event))
            (void)withProperty(event, property.name, property);
        (void)withOthers(event, !allowsOthers(event));
    }
    (void)planToCsv(plan);
}

void useTable(const QByteArray &bytes)
{
    const auto table = readCsv(bytes, file);
    if (!table) {
        require(!table.error().message.isEmpty(), "a refusal says nothing");
        return;
    }
    const auto plan = planFromCsv(*table, guessColumns(table->header), file);
    if (plan)
        usePlan(*plan);
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char *>(data), size);
    useTable(bytesOf(input));
    const auto line = std::min(input.find('\n'), input.size());
    const auto plan = Plan::load(bytesOf(input.substr(0, line)), file);
    if (!plan) {
        require(!plan.error().message.isEmpty(), "a refusal says nothing");
        return 0;
    }
    usePlan(*plan);
    const auto compiled = PlanJudge::compile(*plan, file);
    require(compiled.has_value(), "a plan that loads does not compile");
    judge(**compiled, *plan, std::string(input.substr(std::min(line + 1, input.size()))));
    return 0;
}
