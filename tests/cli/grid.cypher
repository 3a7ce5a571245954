MATCH (g:Grid {id: "g2"}) RETURN g.name AS name
