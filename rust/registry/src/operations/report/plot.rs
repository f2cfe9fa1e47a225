//! The plot: valid certificates by week of expiry.

use plotters::prelude::*;

use crate::error::{Error, Result};
use crate::model::time::Microseconds;

use super::tables::week_from;
use super::{Weeks, WEEKS};

const SIZE: (u32, u32) = (960, 320);
/// The style sheet of the page identifies bars by this colour, and replaces it in dark mode.
const BAR: RGBColor = RGBColor(31, 95, 160);
const LATER: RGBColor = RGBColor(120, 120, 120);

/// Draws the plot as SVG.
pub(super) fn draw(weeks: &Weeks, now: Microseconds) -> Result<String> {
    let mut svg = String::new();
    draw_into(&mut svg, weeks, now)
        .map_err(|error| Error::Internal(format!("the plot cannot be drawn: {}", error)))?;
    Ok(svg)
}

fn draw_into(
    svg: &mut String,
    weeks: &Weeks,
    now: Microseconds,
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let highest = weeks.iter().copied().max().unwrap_or(0).max(1);
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(64)
        .build_cartesian_2d(0_i32..(WEEKS as i32 + 1), 0_u64..highest + highest / 10 + 1)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_desc("week beginning (the last bar: that day and later)")
        .y_desc("certificates")
        .x_labels(8)
        .x_label_formatter(&|week| week_from(now, usize::try_from(*week).unwrap_or(0)))
        .y_labels(5)
        .y_label_formatter(&|count| count.to_string())
        .label_style(("sans-serif", 13))
        .draw()?;
    chart.draw_series(weeks.iter().enumerate().map(|(week, count)| {
        let colour = if week == WEEKS { LATER } else { BAR };
        let mut bar = Rectangle::new([(week as i32, 0), (week as i32 + 1, *count)], colour.filled());
        bar.set_margin(0, 0, 2, 2);
        bar
    }))?;
    area.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_are_the_same_picture_with_a_bar_a_week() {
        let mut weeks = [0; WEEKS + 1];
        weeks[2] = 40;
        weeks[WEEKS] = 7;
        let svg = draw(&weeks, 0).unwrap();
        assert!(svg.starts_with("<svg"));
        assert_eq!(svg, draw(&weeks, 0).unwrap());
        assert_eq!(svg.matches("#1F5FA0").count(), WEEKS);
        assert_eq!(svg.matches("#787878").count(), 1);
        assert!(draw(&[0; WEEKS + 1], 0).is_ok());
        assert!(draw(&[u64::from(u32::MAX); WEEKS + 1], 0).is_ok());
    }
}
