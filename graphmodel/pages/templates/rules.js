/* The rules are searched. */
var articles = Array.prototype.slice.call(document.querySelectorAll('article'));
var search = document.getElementById('search');
search.addEventListener('input', function () {
  var words = search.value.trim().toLowerCase();
  var count = 0;
  articles.forEach(function (article) {
    article.hidden = words && article.textContent.toLowerCase().indexOf(words) < 0;
    if (!article.hidden) count += 1;
  });
  document.getElementById('count').textContent = toNumber(count);
});
followers.push(function () {
  var place = document.getElementById(location.hash.slice(1).split('&')[0]);
  if (place) place.scrollIntoView();
});
