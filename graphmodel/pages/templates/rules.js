/* The rules are searched. */
const articles = Array.prototype.slice.call(document.querySelectorAll('article'));
const search = document.getElementById('search');
search.addEventListener('input', function () {
  const words = search.value.trim().toLowerCase();
  let count = 0;
  articles.forEach(function (article) {
    article.hidden = words && article.textContent.toLowerCase().indexOf(words) < 0;
    if (!article.hidden) count += 1;
  });
  document.getElementById('count').textContent = toNumber(count);
});
followers.push(function () {
  const place = document.getElementById(location.hash.slice(1).split('&')[0]);
  if (place) place.scrollIntoView();
});
