// What the board says, in the language of the page: frontdesk/board/words.py writes it there.

const said = JSON.parse(document.querySelector("#board-words").textContent);

/** The words of a key, with `gaps` filled in: word("late", { minutes: 5 }) */
export function word(key, gaps = {}) {
  return filled(said.words[key], gaps);
}

/** 10:42 am, or 10 h 42, of an hour from 0 to 23 and a minute. */
export function timeOf(hour, minute) {
  const [whole, withMinutes] = said.hours[hour];
  return minute ? filled(withMinutes, { minutes: String(minute).padStart(2, "0") }) : whole;
}

function filled(words, gaps) {
  return words.replace(/\{(\w+)\}/g, (_gap, name) => gaps[name]);
}
