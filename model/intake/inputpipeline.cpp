// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/inputpipeline.h"

#include "intake/cutter.h"
#include "intake/inputparts.h"
#include "intake/parcelfiller.h"
#include "intake/parcelline.h"
#include "intake/parcelreader.h"

namespace eventscope {

// The parcels of one input, from being full to being handed over.
class InputPipeline::Run {
public:
    explicit Run(InputPipeline &pipeline)
        : m_pipeline(pipeline)
        , m_line([this](int worker) { return readerFor(worker); })
    {}

    // As ParcelFiller has it.
    [[nodiscard]] std::unique_ptr<Parcel> next(std::unique_ptr<Parcel> full)
    {
        full->texts = m_texts.take();
        m_line.add(std::move(full));
        while (m_on && m_line.isFull())
            handOver(m_line.take());
        while (m_on) {
            std::unique_ptr<Parcel> read = m_line.takeIfRead();
            if (!read)
                break;
            handOver(std::move(read));
        }
        if (!m_on)
            return nullptr;
        if (m_free.empty())
            return std::make_unique<Parcel>();
        std::unique_ptr<Parcel> free = std::move(m_free.back());
        m_free.pop_back();
        return free;
    }

    // An input that is small needs no threads.
    void finish(std::unique_ptr<Parcel> last, const InputWindow::Wanted &wanted, const ByteSource &bytes)
    {
        const bool alone = m_line.isEmpty();
        if (last)
            last->texts = m_texts.take();
        if (last && alone) {
            readerFor(0)(*last);
            handOver(std::move(last));
        } else if (last) {
            m_line.add(std::move(last));
        }
        while (m_on && !m_line.isEmpty()) {
            handOver(m_line.take());
            m_on = m_on && wanted(bytes);
        }
    }

private:
    [[nodiscard]] ParcelLine::Read readerFor(int worker) const
    {
        const ParcelReader::Input input{
            m_pipeline.m_source.label, m_pipeline.m_expected, m_pipeline.m_received, m_pipeline.m_keySeed};
        const auto reader =
            std::make_shared<ParcelReader>(m_pipeline.m_services, m_pipeline.m_options, input, worker + 1);
        return [reader](Parcel &parcel) { reader->read(parcel); };
    }

    void handOver(std::unique_ptr<Parcel> read)
    {
        m_on = m_pipeline.m_sink(*read);
        const bool isLarge = read->bytes.capacity() > mostKept;
        read->clear();
        if (isLarge)
            return;
        m_free.push_back(std::move(read));
    }

    static constexpr std::size_t mostKept = 1 << 20;    // bytes

    InputPipeline &m_pipeline;
    bool m_on = true;
    EventBytesPool m_texts;
    std::vector<std::unique_ptr<Parcel>> m_free;    // to be filled again
    ParcelLine m_line;                              // the last member: its threads use the others
};

InputPipeline::InputPipeline(
    const ServiceSet &services, const ImportSource &source, const ImportOptions &options, quint64 keySeed, Sink sink)
    : m_services(services)
    , m_source(source)
    , m_options(options)
    , m_keySeed(keySeed)
    , m_sink(std::move(sink))
    , m_received(currentMicros())
{}

Result<void> InputPipeline::run(const InputWindow::Wanted &wanted)
{
    Result<std::unique_ptr<QIODevice>> device = openSource(m_source);
    if (!device)
        return failure(device.error());
    Cutter::Reopen reopen;
    if (!(*device)->isSequential())
        reopen = reopenerOf(m_source);
    ByteSource bytes(std::move(*device), m_source.label);
    InputWindow window(bytes, wanted);
    if (m_options.read.service.isEmpty())
        m_expected = likelyService(window, m_services, m_options);
    Run run(*this);
    ParcelFiller filler([&run](std::unique_ptr<Parcel> full) { return run.next(std::move(full)); });
    const EnvelopeForms forms = envelopeFormsOf(m_services.services());
    Cutter cutter(window, forms, filler, cutOptionsOf(m_options), std::move(reopen));
    cutter.handTo(filler);
    if (Result<void> cut = cutter.run(); !cut)
        return cut;
    run.finish(filler.last(), wanted, bytes);
    return {};
}

}
