/** Formats a date whose text changes once a second, once a second: requests come faster. */
export function perSecond(format: (date: Date) => string): (date: Date) => string {
  let second = NaN;
  let text = '';
  return (date) => {
    const now = Math.floor(date.getTime() / 1000);
    if (now !== second) {
      text = format(date);
      second = now;
    }
    return text;
  };
}
