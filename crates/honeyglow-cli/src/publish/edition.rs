//! One page and its files: the links of a span, drawn, described and put on the shelf.

use std::collections::BTreeSet;
use std::io;

use honeyglow::afterglow::{Columns, Options, Style, Traced};
use honeyglow::drawing::{Caption, Counted};
use honeyglow::export;
use honeyglow::graph::{self, Graph};
use honeyglow::layout::Size;
use honeyglow::link::{Fold, Links, View};
use honeyglow::picture::previous::Previous;
use honeyglow::picture::{self, LayoutKind, Measure, Picture, Settings};
use honeyglow::redact::Rules;
use honeyglow::render;
use honeyglow::site::{self, DayPage, Frame, Hour, PictureFiles, Sibling};
use honeyglow::time::Period;
use jiff::tz::TimeZone;

use super::config::{self, Site};
use super::record::{ThumbRecord, ViewRecord};
use super::shelf::Shelf;
use super::table;
use crate::caption;

/// Pixels of the PNG to a point, as `draw` has it.
const PNG_SCALE: f64 = 1.5;

/// How a site is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Artist<'a> {
    pub(crate) site: &'a Site,
    pub(crate) zone: &'a TimeZone,
    /// What is hidden; none hides nothing.
    pub(crate) rules: Option<&'a Rules>,
    pub(crate) style: Option<&'a Style>,
    pub(crate) threads: usize,
}

/// One view of one span.
#[derive(Clone, Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) view: &'a View,
    /// The names of its files, without suffix.
    pub(crate) stem: String,
    /// `2017-03-16`, `last 7 days`.
    pub(crate) span: String,
    pub(crate) period: Period,
    pub(crate) links: Links,
    pub(crate) hours: Vec<Hour>,
    pub(crate) views: Vec<Sibling>,
    pub(crate) before: Option<Sibling>,
    pub(crate) after: Option<Sibling>,
    /// The picture before, whose places are kept.
    pub(crate) like: Option<Previous>,
}

/// A sheet that is drawn.
#[derive(Debug)]
pub(crate) struct Drawn {
    pub(crate) picture: Picture,
    pub(crate) record: ViewRecord,
    /// The files by the ends of their names, in the order in which they are put in place.
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
}

/// The links of a view over days, as they are published.
pub(crate) fn links<'f>(
    view: &View,
    period: Period,
    folds: impl IntoIterator<Item = &'f Fold>,
    rules: Option<&Rules>,
) -> Links {
    let mut whole = Fold::new(view.clone(), period);
    for fold in folds {
        whole.merge(fold.clone());
    }
    let links = whole.finish().in_order_of_time();
    match rules {
        Some(rules) => rules.links(links),
        None => links,
    }
}

impl Artist<'_> {
    /// Draws a sheet.
    ///
    /// # Errors
    /// The picture cannot be painted.
    pub(crate) fn draw(&self, sheet: Sheet<'_>, frame: &Frame) -> io::Result<Drawn> {
        let Sheet { view, stem, span, period, links, hours, views, before, after, like } = sheet;
        let words = caption::period(period, self.zone, period.since.zip(period.until));
        let csv = table::csv(&links);
        let graph = self.graph(links, view);
        let settings = self.settings(view, words.clone(), like);
        let picture = picture::draw_graph(graph, &settings);
        let svg = render::svg::svg(&picture.drawing);
        let scale = png_scale(&picture);
        let png = render::png::png(&picture.drawing, scale).map_err(io::Error::other)?;
        let thumb =
            site::thumbnail(&picture.drawing, site::THUMBNAIL_WIDTH).map_err(io::Error::other)?;
        let name = |suffix: &str| format!("{stem}{suffix}");
        let files = PictureFiles { svg: name(".svg"), png: name(".png"), csv: name(".links.csv") };
        let heading = format!("{}, {span}", caption::short_title(view));
        let page = DayPage {
            frame,
            heading: &heading,
            period: &words,
            picture: &picture,
            files: &files,
            png_scale: scale,
            views: &views,
            before: before.as_ref(),
            after: after.as_ref(),
            hours: &hours,
            index: "index.html",
            zone: self.zone,
        };
        let html = site::day(&page);
        let sums = site::Sums::of(&picture.graph);
        let files: Vec<(&'static str, Vec<u8>)> = vec![
            (".svg", svg.into_bytes()),
            (".png", png),
            (".thumb.png", thumb.png),
            (".links.csv", csv.into_bytes()),
            (".html", html.into_bytes()),
        ];
        let record = ViewRecord {
            view: config::slug(view),
            title: heading.clone(),
            href: name(".html"),
            thumb: Some(ThumbRecord {
                src: name(".thumb.png"),
                width: thumb.width,
                height: thumb.height,
            }),
            alt: site::describe(&picture, &heading),
            events: sums.events,
            sources: sums.sources,
            targets: sums.targets,
            files: files.iter().map(|(suffix, _)| name(suffix)).collect::<BTreeSet<_>>(),
            fresh_marks: 0,
        };
        Ok(Drawn { picture, record, files })
    }

    fn graph(&self, links: Links, view: &View) -> Graph {
        match self.style {
            Some(style) => styled(links, view, style.clone()),
            None => graph::build(links),
        }
    }

    fn settings(&self, view: &View, period: String, like: Option<Previous>) -> Settings {
        let size = self.site.size().map(|size| Size { width: size.width, height: size.height });
        let counted = if self.style.is_some() { Counted::StyledEvents } else { Counted::Events };
        Settings {
            page: size,
            max_nodes: self.site.max_nodes,
            layout: match self.site.layout {
                config::Layout::Force => LayoutKind::Force,
                config::Layout::Columns => LayoutKind::Columns,
                config::Layout::Radial => LayoutKind::Radial,
            },
            like: like.filter(|_| self.site.layout == config::Layout::Force),
            measure: Measure::Nothing,
            threads: self.threads,
            caption: Caption { title: caption::title(view), period, node_url: None, counted },
            ..Settings::default()
        }
    }
}

/// The places of a picture, for the next one.
pub(crate) fn places(picture: &Picture) -> Vec<u8> {
    export::json::json(picture).into_bytes()
}

impl Drawn {
    /// Puts the files on the shelf, under a stem.
    ///
    /// # Errors
    /// The disk is full, and the like.
    pub(crate) fn stage(&self, stem: &str, shelf: &mut Shelf) -> io::Result<()> {
        for (suffix, bytes) in &self.files {
            shelf.stage(&format!("{stem}{suffix}"), bytes)?;
        }
        Ok(())
    }
}

/// A large page has fewer pixels, so that browsers show it.
fn png_scale(picture: &Picture) -> f64 {
    let size = picture.drawing.size;
    let most = f64::from(render::png::MAX_SIDE_PX - 1);
    PNG_SCALE.min(most / size.width.max(size.height).max(1.0))
}

/// The graph of links that go through a style. Its rules see each link's events one after the other,
/// links in the order of their first event.
fn styled(links: Links, view: &View, style: Style) -> Graph {
    let columns = if view.event.is_none() { Columns::Two } else { Columns::ByFirstLine };
    let options = Options { columns, ..Options::default() };
    let mut traced = Traced::new(options, style);
    let mut fields = Vec::new();
    for link in &links.links {
        let name = |id| links.names.get(id).to_owned();
        fields.clear();
        fields.push(name(link.source));
        fields.extend(link.event.map(name));
        fields.push(name(link.target));
        for event in 0..link.count {
            traced.row(&fields, if event == 0 { link.first } else { link.last });
        }
    }
    graph::build_styled(traced.finish("property file"), view.clone(), links.sensors)
}
