/* The matrices of grids are those of the communities in the scope. */
followers.push(function (code) {
  document.querySelectorAll('[data-in]').forEach(function (part) {
    part.hidden = !code || part.getAttribute('data-in').split(' ').indexOf(code) < 0;
    part.parentNode.hidden = !code;
  });
});
