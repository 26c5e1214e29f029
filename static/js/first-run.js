// The first run: the browser knows the time zone better than the country does.

const zone = document.querySelector("[data-first-run] [name=time_zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (zone && here && [...zone.options].some((option) => option.value === here)) {
  zone.value = here;
}
