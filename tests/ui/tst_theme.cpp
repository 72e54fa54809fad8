// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "theme.h"

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Matrix = std::array<std::array<double, 3>, 3>;
using Vector = std::array<double, 3>;

// Colour vision as it is, without red, green and blue cones; after Machado, Oliveira and Fernandes 2009.
constexpr std::array<Matrix, 4> visions{
    Matrix{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    Matrix{{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
    Matrix{{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
    Matrix{{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
};

double linear(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

Vector labOf(const QColor &color, const Matrix &vision)
{
    const Vector rgb{linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
    Vector seen{};
    for (size_t i = 0; i < 3; ++i)
        seen[i] = std::clamp(vision[i][0] * rgb[0] + vision[i][1] * rgb[1] + vision[i][2] * rgb[2], 0.0, 1.0);
    const auto root = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = root((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047);
    const double y = root(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
    const double z = root((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double difference(const QColor &a, const QColor &b, const Matrix &vision)
{
    const Vector left = labOf(a, vision);
    const Vector right = labOf(b, vision);
    return std::hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
}

QImage drawn(Verdict verdict, const Theme &theme)
{
    QImage image(16, 16, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintVerdict(painter, QRectF(0, 0, 16, 16), verdict, theme);
    painter.end();
    return image.convertToFormat(QImage::Format_Alpha8);
}

}

class TestTheme : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void textIsReadable_data() { palettes(); }
    void textIsReadable();
    void seriesAreToldApart_data() { palettes(); }
    void seriesAreToldApart();
    void verdictsAreToldApartByForm();
    void iconsFollowThePalette();
    void choicesAreSpelled();
    void applies();

private:
    static void palettes();
};

void TestTheme::palettes()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("light") << lightPalette();
    QTest::newRow("dark") << darkPalette();
}

void TestTheme::textIsReadable()
{
    QFETCH(const QPalette, palette);
    const Theme theme = Theme::of(palette);
    const std::vector<QColor> texts{palette.color(QPalette::Text), theme.subtleText, theme.accent, theme.ok,
        theme.warning, theme.error, theme.unjudged, theme.key, theme.string, theme.number, theme.literal,
        palette.color(QPalette::PlaceholderText), palette.color(QPalette::Link)};
    for (const auto ground : {QPalette::Base, QPalette::AlternateBase, QPalette::Window}) {
        for (const QColor &text : texts)
            QVERIFY2(contrast(text, palette.color(ground)) >= 4.5, qPrintable(text.name()));
    }
    for (const QColor &ground : {theme.noticeFill, theme.warningFill, theme.errorFill})
        QVERIFY2(contrast(palette.color(QPalette::Text), ground) >= 4.5, qPrintable(ground.name()));
    QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
    QVERIFY(contrast(palette.color(QPalette::ButtonText), palette.color(QPalette::Button)) >= 4.5);
    QVERIFY(contrast(theme.outline, palette.color(QPalette::Base)) >= 3);
}

void TestTheme::seriesAreToldApart()
{
    QFETCH(const QPalette, palette);
    const Theme theme = Theme::of(palette);
    std::vector<QColor> colors(theme.series.begin(), theme.series.end());
    for (const QColor &color : colors)
        QVERIFY2(contrast(color, palette.color(QPalette::Base)) >= 3, qPrintable(color.name()));
    QVERIFY(contrast(theme.otherSeries, palette.color(QPalette::Base)) >= 3);
    for (size_t i = 0; i < colors.size(); ++i) {
        for (size_t k = 0; k < i; ++k) {
            for (const Matrix &vision : visions)
                QVERIFY2(difference(colors[i], colors[k], vision) >= 15,
                    qPrintable(colors[i].name() + u' ' + colors[k].name()));
        }
    }
}

void TestTheme::verdictsAreToldApartByForm()
{
    const Theme theme = Theme::of(lightPalette());
    const std::array verdicts{Verdict::Unjudged, Verdict::Valid, Verdict::Warning, Verdict::Invalid};
    for (const Verdict one : verdicts) {
        QVERIFY(!verdictTitle(one).isEmpty());
        QVERIFY(!verdictIcon(one, lightPalette()).isNull());
        for (const Verdict other : verdicts)
            QCOMPARE(drawn(one, theme) == drawn(other, theme), one == other);
    }
}

void TestTheme::iconsFollowThePalette()
{
    const QStringList files = QDir(u":/eventscope/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(files.size() > 10);
    for (const QString &file : files) {
        const QString name = file.chopped(4);
        const QImage light = themedIcon(name, lightPalette()).pixmap(32, 32).toImage();
        QVERIFY2(!light.isNull(), qPrintable(name));
        if (name == "eventscope"_L1)
            continue;
        QVERIFY2(light != themedIcon(name, darkPalette()).pixmap(32, 32).toImage(), qPrintable(name));
    }
    QVERIFY(themedIcon(u"no such icon"_s, lightPalette()).isNull());
}

void TestTheme::choicesAreSpelled()
{
    for (const ThemeChoice choice : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark})
        QCOMPARE(themeChoiceFromId(themeChoiceId(choice)), choice);
    QCOMPARE(themeChoiceFromId(u"nonsense"_s), ThemeChoice::System);
}

void TestTheme::applies()
{
    applyTheme(ThemeChoice::Dark);
    QVERIFY(Theme::of(QApplication::palette()).dark);
    applyTheme(ThemeChoice::Light);
    QVERIFY(!Theme::of(QApplication::palette()).dark);
    applyTheme(ThemeChoice::System);
    QVERIFY(!Theme::of(QApplication::palette()).dark);
}

}

QTEST_MAIN(eventscope::TestTheme)
#include "tst_theme.moc"
